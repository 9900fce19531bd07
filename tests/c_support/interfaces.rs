//! What the library says its interfaces have.

/// After those of IDispatch.
const FIRST_SLOT: usize = 7;

/// Interface, method and slot, as the library has them.
pub fn slots() -> impl Iterator<Item = (&'static str, &'static str, usize)> {
    let mut interface = "";
    let mut slot = 0;
    let lines = include_str!("../../src/com/interfaces.rs").lines();
    lines.filter_map(move |line| {
        let mut words = line.split_whitespace();
        match (words.next()?, words.next()?, words.next()?) {
            ("get" | "put" | "call", _, rest) => {
                let (method, _) = rest.split_once('(').expect("a method has parameters");
                slot += 1;
                Some((interface, method, slot - 1))
            }
            (name, "=", _) => {
                (interface, slot) = (name, FIRST_SLOT);
                None
            }
            _ => None,
        }
    })
}

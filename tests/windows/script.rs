//! Late binding by somebody else's code: a script, in Wine's Windows Script Host.

use super::c_support::in_package;
use super::rig::{Linkage, Program, in_each_width, path_in_wine, run};

const CLASSES: [(&str, &str); 4] = [
    ("CSCard", "{1461AAC7-6810-11D0-918F-00AA00C18068}"),
    ("CSCardCmd", "{D5778AE7-43DE-11D0-9171-00AA00C18068}"),
    ("CSCardISO7816", "{53B6AA6C-3F56-11D0-916B-00AA00C18068}"),
    ("CSCardDatabase", "{1461AACC-6810-11D0-918F-00AA00C18068}"),
];

#[test]
fn a_script_has_a_session_by_names_alone() {
    in_each_width(|width| {
        let prefix = width.new_wine();
        let any = "examples-c/list_readers.c";
        let beside = Program::compiled(width, any, Linkage::Shared, &[]);
        let wine = || width.wine_of(prefix.path());
        let dll = path_in_wine(&beside.directory().join("scardssp.dll"));
        run(wine().args(["regsvr32", "/s", &dll])).successful();
        for (class, clsid) in CLASSES {
            let key = format!("HKLM\\Software\\Classes\\Test.{class}\\CLSID");
            run(wine().args(["reg", "add", &key, "/ve", "/d", clsid])).successful();
        }
        let script = path_in_wine(&in_package("tests/windows/late.vbs"));
        let mut host = wine();
        let host = host.env("SCARDSSP_VIRTUAL", "1");
        let ended = run(host.args(["cscript", "//nologo", &script]));
        let lines = ["SW 9000, 10 bytes", "P1 7, INS 84", "Readers True"];
        assert_eq!(ended.lines(), lines, "{}", ended.errors);
    });
}

//! What `include/scard.h` declares, read from its text.

use super::in_package;
use std::fs;

pub struct Function {
    pub name: String,
    pub returns: String,
    pub parameters: Vec<Parameter>,
}

pub struct Parameter {
    pub name: String,
    /// With `const` and `*`, as written: `const uint8_t *`.
    pub c_type: String,
    /// Whether it points to a struct that can get more members, or to several.
    pub is_growing: bool,
}

/// The types of handles, and what `tests/c/every.h` calls them.
const HANDLES: [(&str, &str); 2] = [("scard_card *", "card"), ("scard_cmd *", "cmd")];

impl Function {
    /// Whether it returns a result code.
    pub fn can_fail(&self) -> bool {
        self.returns == "scard_hresult"
    }

    /// Which handles it takes: `-`, `card`, `cmd` or `card+cmd`.
    pub fn handles(&self) -> String {
        let takes = |c_type: &str| self.parameters.iter().any(|given| given.c_type == c_type);
        let taken: Vec<_> = HANDLES
            .iter()
            .filter(|(c_type, _)| takes(c_type))
            .map(|(_, name)| *name)
            .collect();
        if taken.is_empty() {
            "-".to_owned()
        } else {
            taken.join("+")
        }
    }
}

impl Parameter {
    pub fn is_pointer(&self) -> bool {
        self.c_type.contains('*')
    }

    /// A key for an object of the library, not a pointer to anything.
    pub fn is_handle(&self) -> bool {
        HANDLES.iter().any(|(c_type, _)| self.c_type == *c_type)
    }

    /// What the library writes to.
    pub fn is_output(&self) -> bool {
        self.is_pointer() && !self.c_type.contains("const") && !self.is_handle()
    }

    /// Whether it is a buffer for bytes or text when a length comes behind it.
    pub fn is_buffer_before(&self, next: Option<&Parameter>) -> bool {
        ["uint8_t *", "char *"].contains(&self.c_type.as_str())
            && next.is_some_and(|next| next.c_type == "uint32_t *")
    }

    /// Whether the caller lends bytes or elements here, whose number comes behind it.
    pub fn is_counted_input(&self) -> bool {
        self.c_type == "const uint8_t *" || (self.is_growing && !self.is_output())
    }

    pub fn is_enum(&self) -> bool {
        let is_prefixed = |prefix| self.c_type.starts_with(prefix);
        ["SCARD_", "ISO_"].into_iter().any(is_prefixed) && !self.is_pointer()
    }
}

pub fn text() -> String {
    fs::read_to_string(in_package("include/scard.h"))
        .expect("the header is committed; see make header")
}

pub fn functions() -> Vec<Function> {
    let code = without_comments(&text());
    let code: Vec<_> = code.lines().filter(|line| !line.starts_with('#')).collect();
    let code = code.join(" ");
    let growing = growing_structs(&code);
    let declarations = code.split("SCARD_API").skip(1);
    declarations
        .map(|declaration| function(declaration, &growing))
        .collect()
}

/// The structs that begin with their size, because later versions can add members.
fn growing_structs(code: &str) -> Vec<String> {
    let of_struct = |text: &str| {
        let (members, rest) = text.split_once('}')?;
        let (name, _) = rest.split_once(';')?;
        let grows = members.trim_start().starts_with("uint32_t size;");
        grows.then(|| name.trim().to_owned())
    };
    let structs = code.split("typedef struct {").skip(1);
    structs.filter_map(of_struct).collect()
}

/// The result codes: what follows `SCARD_HR_`, the official name, and the value.
pub fn result_codes() -> Vec<(String, String, u32)> {
    let text = text();
    let lines: Vec<_> = text.lines().collect();
    let code = |pair: &[&str]| {
        let (name, value) = pair[1]
            .strip_prefix("#define SCARD_HR_")?
            .split_once(" ((scard_hresult)0x")?;
        let official = pair[0].strip_prefix("/** ")?.split_once(':')?.0;
        let value = u32::from_str_radix(value.strip_suffix("u)")?, 16).ok()?;
        Some((name.to_owned(), official.to_owned(), value))
    };
    lines.windows(2).filter_map(code).collect()
}

fn function(declaration: &str, growing: &[String]) -> Function {
    let (declaration, _) = declaration
        .split_once(';')
        .expect("a declaration ends with a semicolon");
    let (head, parameters) = declaration
        .split_once('(')
        .expect("only functions are exported");
    let (returns, name) = type_and_name(head);
    let parameters = parameters
        .trim()
        .trim_end_matches(')')
        .split(',')
        .map(str::trim);
    Function {
        name,
        returns,
        parameters: parameters
            .filter(|parameter| !["", "void"].contains(parameter))
            .map(type_and_name)
            .map(|(c_type, name)| {
                let pointee = c_type.trim_start_matches("const ").trim_end_matches(" *");
                let is_growing = growing.iter().any(|name| name == pointee);
                Parameter {
                    name,
                    c_type,
                    is_growing,
                }
            })
            .collect(),
    }
}

fn type_and_name(declaration: &str) -> (String, String) {
    let declaration = declaration.trim();
    let is_part_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let start = declaration.trim_end_matches(is_part_of_name).len();
    (
        declaration[..start].trim().to_owned(),
        declaration[start..].to_owned(),
    )
}

fn without_comments(text: &str) -> String {
    let mut pieces = text.split("/*");
    let first = pieces.next().unwrap_or_default().to_owned();
    let code = pieces.fold(first, |code, piece| {
        code + piece.split_once("*/").expect("comments end").1
    });
    let lines = code
        .lines()
        .map(|line| line.split_once("//").map_or(line, |(code, _)| code));
    lines.collect::<Vec<_>>().join("\n")
}

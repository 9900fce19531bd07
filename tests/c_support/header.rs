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
}

impl Function {
    /// Whether it returns a result code.
    pub fn can_fail(&self) -> bool {
        self.returns == "scard_hresult"
    }
}

impl Parameter {
    pub fn is_pointer(&self) -> bool {
        self.c_type.contains('*')
    }

    /// A key for an object of the library, not a pointer to anything.
    pub fn is_handle(&self) -> bool {
        self.c_type == "scard_card *"
    }

    /// Where one value is stored for the caller.
    pub fn is_slot(&self) -> bool {
        let is_buffer = ["uint8_t *", "char *"].contains(&self.c_type.as_str());
        self.is_pointer() && !self.c_type.contains("const") && !self.is_handle() && !is_buffer
    }

    pub fn is_enum(&self) -> bool {
        self.c_type.starts_with("SCARD_") && !self.is_pointer()
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
    code.split("SCARD_API").skip(1).map(function).collect()
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

fn function(declaration: &str) -> Function {
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
            .map(|(c_type, name)| Parameter { name, c_type })
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

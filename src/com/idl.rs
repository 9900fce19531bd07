// The type library in the language that widl and MIDL compile, of the tables in `interfaces.rs` and `enums.rs`; for `build.rs`.

use std::fmt::Write;

include!("library.rs");

struct Interface {
    doc: String,
    name: &'static str,
    iid: &'static str,
    class: &'static str,
    clsid: &'static str,
    methods: Vec<String>,
}

macro_rules! interfaces {
    ($(
        $(#[doc = $doc:literal])*
        $interface:ident = $iid:literal, $class:ident = $clsid:literal {
            $($kind:ident $id:literal $method:ident(
                $($direction:ident $parameter:ident: $type:ty $(= $default:tt)?),*
            );)*
        }
    )*) => {
        [$(Interface {
            doc: [$($doc),*].concat(),
            name: stringify!($interface),
            iid: $iid,
            class: stringify!($class),
            clsid: $clsid,
            methods: vec![$(method(
                [stringify!($kind), stringify!($id), stringify!($method)],
                &[$(parameter(
                    stringify!($interface),
                    [stringify!($direction), stringify!($parameter), stringify!($type)],
                    None$(.or(Some(stringify!($default))))?,
                ),)*],
            ),)*],
        },)*]
    };
}

macro_rules! enums {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident = $c_name:ident {
            $($(#[doc = $item_doc:literal])* $item:ident = $c_item:ident = $value:literal;)*
        }
    )*) => {
        [$((
            [$($doc),*].concat(),
            stringify!($c_name),
            [$(concat!("        ", stringify!($c_item), " = ", stringify!($value)),)*].join(",\n"),
        ),)*]
    };
}

/// What stands in `scardssp.idl` behind its first comment: identifiers, flags and numbers as those of the original
/// (spec/com-abi.md, sections 3, 4 and 10).
pub fn library() -> String {
    let mut text = format!(
        "import \"oaidl.idl\";\n\n\
         [uuid({LIBID}), version({LIBRARY_VERSION}), helpstring(\"{LIBRARY_NAME}\")]\n{HEAD}"
    );
    for (doc, name, items) in include!("../enums.rs") {
        let doc = help(&doc);
        let _ = write!(
            text,
            "\n    typedef [{doc}]\n    enum {name} {{\n{items}\n    }} {name};\n"
        );
    }
    text.push_str(STRUCTS);
    let table = include!("interfaces.rs");
    for Interface { name, .. } in &table {
        let _ = writeln!(text, "    interface {name};");
    }
    for Interface {
        doc,
        name,
        iid,
        methods,
        ..
    } in &table
    {
        let _ = write!(
            text,
            "\n    [odl, uuid({iid}), {}]\n    interface {name} : IDispatch\n    {{\n{}    }}\n",
            help(doc),
            methods.concat()
        );
    }
    for Interface {
        name, class, clsid, ..
    } in &table
    {
        let _ = write!(
            text,
            "\n    [uuid({clsid})]\n    coclass {class}\n    {{\n        [default] interface {name};\n    }}\n"
        );
    }
    text + "}\n"
}

const HEAD: &str = "\
library SCARDSSPLib
{
    importlib(\"stdole2.tlb\");

    typedef ULONG_PTR HSCARD;
    typedef ULONG_PTR HSCARDCONTEXT;
";

/// As in `scardssp.h`; what they are for is told there.
const STRUCTS: &str = "
    typedef struct BYTEARRAY {
        void *hMem;
        DWORD dwSize;
        BYTE *pbyData;
    } BYTEARRAY;

    typedef struct STATSTRUCT {
        LONG type;
        LONG cbSize;
        LONG grfMode;
        LONG grfLocksSupported;
        LONG grfStateBits;
    } STATSTRUCT;

    typedef struct SCARDINFO {
        HSCARD hCard;
        HSCARDCONTEXT hContext;
        SCARD_PROTOCOLS ActiveProtocol;
        SCARD_SHARE_MODES ShareMode;
        LONG_PTR hwndOwner;
        LONG_PTR lpfnConnectProc;
        LONG_PTR lpfnCheckProc;
        LONG_PTR lpfnDisconnectProc;
    } SCARDINFO;

";

fn help(doc: &str) -> String {
    format!("helpstring(\"{}\")", doc.trim())
}

fn method([kind, id, name]: [&str; 3], parameters: &[String]) -> String {
    let (kind, name) = match kind {
        "get" => ("propget, ", name.trim_start_matches("get_")),
        "put" => ("propput, ", name.trim_start_matches("put_")),
        _ => ("", name),
    };
    let indent = "\n            ";
    let parameters = match parameters {
        [] => String::new(),
        [one] => one.clone(),
        several => format!("{indent}{}", several.join(&format!(",{indent}"))),
    };
    format!("        [{kind}id({id})] HRESULT {name}({parameters});\n")
}

fn parameter(interface: &str, [direction, name, rust]: [&str; 3], default: Option<&str>) -> String {
    let rust = rust.replace(' ', "");
    let base = match rust.as_str() {
        "P<LONG>" => "LONG *",
        "LPBYTE" => "BYTE *",
        "LPBYTEARRAY" => "BYTEARRAY *",
        "LPBYTEBUFFER" => "IByteBuffer *",
        "LPGUID" => "GUID *",
        "LPSCARDCMD" => "ISCardCmd *",
        "LPSCARDINFO" => "SCARDINFO *",
        "LPSTREAM" => "IStream *",
        // Conversions are about bytes, all else is about names.
        "LPSAFEARRAY" if interface == "ISCardTypeConv" => "SAFEARRAY(BYTE)",
        "LPSAFEARRAY" => "SAFEARRAY(BSTR)",
        other => other,
    };
    // The result of a late-bound call is what comes out last.
    let (mut attributes, pointer) = match direction {
        "in" => ("in".to_owned(), ""),
        "out" => ("out, retval".to_owned(), "*"),
        _ => ("in, out".to_owned(), "*"),
    };
    // A type library has no values of arrays.
    if let Some(default) = default.filter(|_| !base.starts_with("SAFEARRAY")) {
        let _ = write!(attributes, ", defaultvalue({default})");
    }
    let space = if base.ends_with('*') { "" } else { " " };
    format!("[{attributes}] {base}{space}{pointer}{name}")
}

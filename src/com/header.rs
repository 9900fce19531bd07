// The interfaces as C and C++ see them, of the tables in `interfaces.rs` and `providers.rs`; for `build.rs`.

use std::fmt::Write;

/// A method of an interface: its name, and direction, name, type and default of its parameters.
struct Method {
    name: &'static str,
    parameters: Vec<Parameter>,
}

struct Parameter {
    name: &'static str,
    c_type: String,
    default: Option<String>,
    text: bool,
}

impl Parameter {
    fn new(direction: &str, name: &'static str, rust: &str, default: Option<&str>) -> Parameter {
        let rust = rust.replace(' ', "");
        let base = match rust
            .strip_prefix("P<")
            .and_then(|rest| rest.strip_suffix('>'))
        {
            Some(pointed) => format!("{pointed} *"),
            None => rust,
        };
        // One that comes out is no literal.
        let text = direction == "in" && base == "BSTR";
        let c_enum = base.clone();
        let c_type = match direction {
            "in" => base,
            _ if base.ends_with('*') => format!("{base}*"),
            _ => format!("{base} *"),
        };
        let is_pointer = c_type.ends_with('*') || c_type.starts_with("LP");
        Parameter {
            name,
            c_type,
            // An empty text is NULL: a BSTR cannot be a literal. Short names need not be there.
            default: default.map(|default| match default {
                "\"\"" => NULL.to_owned(),
                "0" if is_pointer => NULL.to_owned(),
                name if name.starts_with(char::is_alphabetic) => format!("{c_enum}_{name}"),
                number => number.to_owned(),
            }),
            text,
        }
    }

    fn declared(&self) -> String {
        let space = if self.c_type.ends_with('*') { "" } else { " " };
        format!("{}{space}{}", self.c_type, self.name)
    }
}

struct Interface {
    doc: String,
    name: &'static str,
    iid: &'static str,
    /// The name and the identifier of the class, if the library has it.
    class: Option<[&'static str; 2]>,
    methods: Vec<Method>,
}

/// A null pointer, in any version of C++.
const NULL: &str = "SCARD_COM_NULL";

macro_rules! interfaces {
    ($(
        $(#[doc = $doc:literal])*
        $interface:ident = $iid:literal $(, $class:ident = $clsid:literal)? {
            $($kind:ident $id:literal $method:ident(
                $($direction:ident $parameter:ident: $type:ty $(= $default:tt)?),*
            );)*
        }
    )*) => {
        [$(Interface {
            doc: [$($doc),*].concat(),
            name: stringify!($interface),
            iid: $iid,
            class: None$(.or(Some([stringify!($class), $clsid])))?,
            methods: vec![$(Method {
                name: stringify!($method),
                parameters: vec![$(Parameter::new(
                    stringify!($direction),
                    stringify!($parameter),
                    stringify!($type),
                    None$(.or(Some(stringify!($default))))?,
                ),)*],
            },)*],
        },)*]
    };
}

/// What stands between the enumerations and the end of `scardssp.h`.
pub fn interfaces() -> String {
    declared(TYPES, &include!("interfaces.rs"))
}

/// What stands between the includes and the end of `scardprov.h`.
pub fn providers() -> String {
    declared(PROVIDER_TYPES, &include!("providers.rs"))
}

/// The names of interfaces, what their methods speak of, and the interfaces themselves.
fn declared(types: &str, table: &[Interface]) -> String {
    let mut text = String::new();
    for Interface { name, .. } in table {
        let _ = writeln!(text, "typedef struct {name} {name};");
    }
    text.push_str(types);
    for Interface {
        name, iid, class, ..
    } in table
    {
        let _ = writeln!(text, "SCARDSSP_GUID(IID_{name}, {});", initializer(iid));
        if let Some([class, clsid]) = class {
            let clsid = initializer(clsid);
            let _ = writeln!(text, "SCARDSSP_GUID(CLSID_{class}, {clsid});");
        }
    }
    for interface in table {
        let _ = write!(
            text,
            "\n/*{} */\n#if defined(__cplusplus) && !defined(CINTERFACE)\n{}#else\n{}#endif\n",
            interface.doc,
            cpp(interface),
            c(interface.name, &interface.methods)
        );
    }
    text + &uuids(table)
}

/// What the methods speak of (spec/com-abi.md, sections 5 and 6).
const TYPES: &str = "\
typedef IByteBuffer *LPBYTEBUFFER;
typedef const IByteBuffer *LPCBYTEBUFFER;
typedef ISCard *LPSCARD, *LPSMARTCARD;
typedef ISCardCmd *LPSCARDCMD;
typedef ISCardISO7816 *LPSCARDISO, *LPSCARDISO7816;
typedef ISCardTypeConv *LPSCARDTYPECONV;
typedef ISCardDatabase *LPSCARDDATABASE;
typedef ISCardLocate *LPSCARDLOCATE, *LPSCARDLOC;

/* A PC/SC card handle and context. */
typedef ULONG_PTR HSCARD;
typedef HSCARD *PHSCARD, *LPHSCARD;
typedef ULONG_PTR HSCARDCONTEXT;
typedef HSCARDCONTEXT *PHSCARDCONTEXT, *LPHSCARDCONTEXT;

/* Memory that somebody has lent, or a copy of it: see ISCardTypeConv. */
typedef struct tagBYTEARRAY {
    HGLOBAL hMem;
    DWORD dwSize;
    LPBYTE pbyData;
} BYTEARRAY, *PBYTEARRAY, *LPBYTEARRAY;
typedef const BYTEARRAY *PCBYTEARRAY, *LPCBYTEARRAY;
#define CB_BYTEARRAY (sizeof(BYTEARRAY))

/* What IByteBuffer::Stat tells. */
typedef struct tagSTATSTRUCT {
    LONG type;
    LONG cbSize;
    LONG grfMode;
    LONG grfLocksSupported;
    LONG grfStateBits;
} STATSTRUCT, *LPSTATSTRUCT;
#define CB_STATSTRUCT (sizeof(STATSTRUCT))

/* What ISCardLocate::FindCard found; the caller ends the connection, and frees this with CoTaskMemFree. */
typedef struct tagSCARDINFO {
    HSCARD hCard;
    HSCARDCONTEXT hContext;
    SCARD_PROTOCOLS ActiveProtocol;
    SCARD_SHARE_MODES ShareMode;
    LONG_PTR hwndOwner;
    LONG_PTR lpfnConnectProc;
    LONG_PTR lpfnCheckProc;
    LONG_PTR lpfnDisconnectProc;
} SCARDINFO, *PSCARDINFO, *LPSCARDINFO;

/* Flags of ISCardLocate: there is no dialog outside of Windows, so all mean the same there. */
#ifndef SC_DLG_MINIMAL_UI
#define SC_DLG_MINIMAL_UI 0x01
#define SC_DLG_NO_UI 0x02
#define SC_DLG_FORCE_UI 0x04
#endif

/* What the dialog of Windows can miss; nothing here returns them. */
#ifndef SCERR_NOCARDNAME
#define SCERR_NOCARDNAME 0x4000
#define SCERR_NOGUIDS 0x8000
#endif

SCARDSSP_GUID(LIBID_SCARDSSPLib, 0x82C38704, 0x19F1, 0x11D3, 0xA1, 0x1F, 0x00, 0xC0, 0x4F, 0x79, 0xF8, 0x00);

#if defined(__cplusplus) && !defined(CINTERFACE) && !defined(_WIN32)
SCARD_COM_CPP_BEGIN
/* A literal as a BSTR, as long as a call takes. */
class scard_com_text {
    BSTR bstr_;
    scard_com_text(const scard_com_text &);
    scard_com_text &operator=(const scard_com_text &);

public:
    scard_com_text(const OLECHAR *text) : bstr_(SysAllocString(text)) {}
    scard_com_text(const wchar_t *text) : bstr_(SysAllocString(text)) {}
    ~scard_com_text()
    {
        SysFreeString(bstr_);
    }
    BSTR bstr() const
    {
        return bstr_;
    }
};
SCARD_COM_CPP_END
#endif

";

/// What the methods of providers speak of (spec/com-abi.md, section 9).
const PROVIDER_TYPES: &str = "\n\
/* How a path names a file: by names of applications or DFs, by identifiers, by a short identifier, or in any way. */
typedef enum tagREFTYPE {
    SC_TYPE_BY_NAME = 0,
    SC_TYPE_BY_ID = 1,
    SC_TYPE_BY_SHORT = 2,
    SC_TYPE_BY_ANY = 3
} REFTYPE;

typedef enum tagFILETYPE {
    SC_TYPE_DIRECTORIES = 0,
    SC_TYPE_FILES = 1,
    SC_TYPE_ALL_FILES = 2,
    SC_TYPE_DIRECTORY_FILE = 3,
    SC_TYPE_TRANSPARENT_EF = 4,
    SC_TYPE_FIXED_EF = 5,
    SC_TYPE_CYCLIC_EF = 6,
    SC_TYPE_VARIABLE_EF = 7
} FILETYPE;

typedef enum tagSEEKTYPE {
    SC_SEEK_FROM_BEGINNING = 0,
    SC_SEEK_FROM_END = 1,
    SC_SEEK_RELATIVE = 2
} SEEKTYPE;

/* One bit each. Of a file access: */
typedef DWORD SCARD_FLAGS;
#define SC_FL_SECURE_MESSAGING SCARD_COM_AS(SCARD_FLAGS, 0x01)
#define SC_FL_PREALLOCATED SCARD_COM_AS(SCARD_FLAGS, 0x02)
/* of a code: */
#define SC_FL_IHV_GLOBAL SCARD_COM_AS(SCARD_FLAGS, 0x10)
#define SC_FL_IHV_LOCAL SCARD_COM_AS(SCARD_FLAGS, 0x20)
#define SC_FL_IHV_ENABLE SCARD_COM_AS(SCARD_FLAGS, 0x40)
#define SC_FL_IHV_DISABLE SCARD_COM_AS(SCARD_FLAGS, 0x80)

/* An open file of a card; 0 is none. */
typedef ULONG_PTR HSCARD_FILE;

typedef struct tagTLV {
    DWORD Tag;
    DWORD Length;
    BYTE *Value;
    BOOL Valid;
} TLV, *LPTLV;

/* A table that a method gives is one block of memory, values and all: free it with CoTaskMemFree. */
typedef struct tagTLV_TABLE {
    DWORD Count;
    TLV *Entries;
} TLV_TABLE, *LPTLV_TABLE;

";

/// A GUID as the numbers of an initializer.
fn initializer(guid: &str) -> String {
    let digits: String = guid.split('-').collect();
    let rest: Vec<_> = (16..32)
        .step_by(2)
        .map(|at| format!("0x{}", &digits[at..at + 2]))
        .collect();
    format!(
        "0x{}, 0x{}, 0x{}, {}",
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        rest.join(", ")
    )
}

/// What `__uuidof` finds where the compiler is not Microsoft's, which knows it from the declarations.
fn uuids(table: &[Interface]) -> String {
    let mut classes = String::new();
    let mut values = String::new();
    for Interface {
        name, iid, class, ..
    } in table
    {
        let _ = writeln!(values, "__CRT_UUID_DECL({name}, {})", initializer(iid));
        if let Some([class, clsid]) = class {
            let _ = writeln!(classes, "class DECLSPEC_UUID(\"{clsid}\") {class};");
            let _ = writeln!(values, "__CRT_UUID_DECL({class}, {})", initializer(clsid));
        }
    }
    if !classes.is_empty() {
        classes = format!("/* For __uuidof(CSCard). */\n{classes}");
    }
    format!("\n#ifdef __cplusplus\n{classes}#ifdef __CRT_UUID_DECL\n{values}#endif\n#endif\n")
}

fn cpp(interface: &Interface) -> String {
    let Interface {
        name, iid, methods, ..
    } = interface;
    let mut text =
        format!("SCARD_COM_CPP_BEGIN\nMIDL_INTERFACE(\"{iid}\")\n{name} : public IDispatch {{\n");
    for method in methods {
        let parameters: Vec<_> = method
            .parameters
            .iter()
            .map(|parameter| {
                let default = parameter.default.as_ref();
                let default = default.map_or(String::new(), |value| format!(" = {value}"));
                parameter.declared() + &default
            })
            .collect();
        let head = format!("    virtual HRESULT STDMETHODCALLTYPE {}(", method.name);
        let _ = writeln!(text, "{} = 0;", listed(head, &parameters));
    }
    // Literals: no part of the vtable.
    for method in methods
        .iter()
        .filter(|method| method.parameters.iter().any(|p| p.text))
    {
        let last_text = method.parameters.iter().rposition(|p| p.text).unwrap_or(0);
        // g++ takes u"..." for a BSTR, and only warns, unless a function takes the array.
        for (template, space) in [
            (false, "    "),
            (true, "    template <size_t length>\n    "),
        ] {
            let declared = method
                .parameters
                .iter()
                .enumerate()
                .map(|(index, parameter)| {
                    match (&parameter.default, parameter.text) {
                        (_, true) if template => {
                            format!("const OLECHAR (&{})[length]", parameter.name)
                        }
                        (_, true) => format!("const scard_com_text &{}", parameter.name),
                        // No default before a text, which has none.
                        (Some(value), false) if index > last_text => {
                            format!("{} = {value}", parameter.declared())
                        }
                        (_, false) => parameter.declared(),
                    }
                });
            let arguments = method.parameters.iter().map(|parameter| match parameter {
                Parameter {
                    name, text: true, ..
                } if template => format!("scard_com_text({name}).bstr()"),
                Parameter {
                    name, text: true, ..
                } => format!("{name}.bstr()"),
                Parameter { name, .. } => (*name).to_owned(),
            });
            let (declared, arguments): (Vec<_>, Vec<_>) = (declared.collect(), arguments.collect());
            let head = listed(format!("    HRESULT {}(", method.name), &declared);
            let _ = writeln!(
                text,
                "#ifndef _WIN32\n{space}{}\n    {{\n        return {}({});\n    }}\n#endif",
                head.trim_start(),
                method.name,
                arguments.join(", ")
            );
        }
    }
    text + "};\nSCARD_COM_CPP_END\n"
}

/// A head and its parameters, in lines that are not too long.
fn listed(head: String, parameters: &[String]) -> String {
    const WIDTH: usize = 116;
    let indent = " ".repeat(head.len());
    let mut lines = vec![head];
    for (index, parameter) in parameters.iter().enumerate() {
        let end = if index + 1 == parameters.len() {
            ""
        } else {
            ","
        };
        let line = lines.last_mut().expect("there is one from the beginning");
        if line.len() + parameter.len() > WIDTH {
            lines.push(format!("{indent}{parameter}{end}"));
        } else {
            let space = if index == 0 { "" } else { " " };
            line.push_str(&format!("{space}{parameter}{end}"));
        }
    }
    lines.join("\n") + ")"
}

/// Slots 0 to 6, as every interface has them.
const BASE: &str = "    HRESULT (STDMETHODCALLTYPE *QueryInterface)(@ *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(@ *This);
    ULONG (STDMETHODCALLTYPE *Release)(@ *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(@ *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(@ *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(@ *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames, LCID lcid,
                                               DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(@ *This, DISPID dispIdMember, REFIID riid, LCID lcid, WORD wFlags,
                                        DISPPARAMS *pDispParams, VARIANT *pVarResult, EXCEPINFO *pExcepInfo,
                                        UINT *puArgErr);
";

const BASE_MACROS: [(&str, &str); 7] = [
    ("QueryInterface", ", riid, ppvObject"),
    ("AddRef", ""),
    ("Release", ""),
    ("GetTypeInfoCount", ", pctinfo"),
    ("GetTypeInfo", ", iTInfo, lcid, ppTInfo"),
    ("GetIDsOfNames", ", riid, rgszNames, cNames, lcid, rgDispId"),
    (
        "Invoke",
        ", dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr",
    ),
];

fn c(interface: &str, methods: &[Method]) -> String {
    let mut text = format!(
        "typedef struct {interface}Vtbl {{\n{}",
        BASE.replace('@', interface)
    );
    let mut macros = String::new();
    let mut call = |name: &str, arguments: &str| {
        let _ = writeln!(
            macros,
            "#define {interface}_{name}(This{arguments}) \\\n    ((This)->lpVtbl->{name}(This{arguments}))"
        );
    };
    for (name, arguments) in BASE_MACROS {
        call(name, arguments);
    }
    for method in methods {
        let mut parameters = vec![format!("{interface} *This")];
        parameters.extend(method.parameters.iter().map(Parameter::declared));
        let head = format!("    HRESULT (STDMETHODCALLTYPE *{})(", method.name);
        let _ = writeln!(text, "{};", listed(head, &parameters));
        let arguments: String = method
            .parameters
            .iter()
            .map(|parameter| format!(", {}", parameter.name))
            .collect();
        call(method.name, &arguments);
    }
    text + &format!(
        "}} {interface}Vtbl;\n\nstruct {interface} {{\n    CONST_VTBL {interface}Vtbl *lpVtbl;\n}};\n\n\
         #ifdef COBJMACROS\n{macros}#endif\n"
    )
}

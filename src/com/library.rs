// What the type library is known by (spec/com-abi.md, section 3); the IDL, the manifest and the registry tell the same.

const LIBID: &str = "82C38704-19F1-11D3-A11F-00C04F79F800";
const LIBRARY_VERSION: &str = "1.0";
#[allow(dead_code)] // not everybody tells it
const LIBRARY_NAME: &str = "scardssp 1.0 Type Library";

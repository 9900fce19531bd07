//! GetIDsOfNames, and what there is no type information for.

use super::*;
use crate::com::abi::IID_IUNKNOWN;
use crate::com::fakes::{CByteBuffer, CSCard, CSCardCmd, CSCardDatabase, CSCardISO7816};

fn late() -> Late {
    Late::new(CSCardCmd::fake(|_, _| Ok(())))
}

#[test]
fn names_of_members_are_found_in_any_case() {
    let command = late();
    for (name, id) in [
        ("Apdu", 0),
        ("aPDUlENGTH", 1),
        ("TYPE", 14),
        ("type", 14),
        ("BuildCmd", 15),
    ] {
        assert_eq!(command.ids(&IID_NULL, &[name]), (0, vec![id]), "{name}");
    }
    for name in [
        "",
        "get_Apdu",
        "Apdu ",
        "QueryInterface",
        &"x".repeat(50_000),
    ] {
        let unknown = (hresult::DISP_UNKNOWNNAME, vec![-1]);
        assert_eq!(command.ids(&IID_NULL, &[name]), unknown, "{name}");
    }
}

#[test]
fn further_names_are_parameters() {
    let command = late();
    let names = ["buildcmd", "BYP2", "pbyData", "nothing", "plLe"];
    let unknown = (hresult::DISP_UNKNOWNNAME, vec![15, 3, 4, -1, 5]);
    assert_eq!(command.ids(&IID_NULL, &names), unknown);
    // Both halves of a property.
    for parameter in ["pbyClass", "byClass"] {
        assert_eq!(
            command.ids(&IID_NULL, &["ClassId", parameter]),
            (0, vec![4, 0])
        );
    }
    let neither = (hresult::DISP_UNKNOWNNAME, vec![-1, -1]);
    assert_eq!(command.ids(&IID_NULL, &["nothing", "byP1"]), neither);
}

#[test]
fn numbers_are_those_of_the_type_library() {
    let fake = |_: &str, _: &[usize]| Ok(());
    for (object, name, id) in [
        (Late::new(CSCard::fake(fake)), "UnlockSCard", 11),
        (Late::new(CSCardISO7816::fake(fake)), "WriteRecord", 17),
        (Late::new(CByteBuffer::fake(fake)), "Stream", 0),
        (Late::new(CByteBuffer::fake(fake)), "Write", 12),
        (Late::new(CSCardDatabase::fake(fake)), "ListReaders", 4),
        (Late::new(CSCardCmd::fake(fake)), "AlternateClassId", 20),
        (Late::new(CSCardCmd::fake(fake)), "ReplyNad", 19),
    ] {
        assert_eq!(object.id(name), id, "{name}");
    }
}

#[test]
fn reserved_arguments_and_null_are_refused() {
    let command = late();
    let (code, _) = command.ids(&IID_IUNKNOWN, &["Apdu"]);
    assert_eq!(code, hresult::DISP_UNKNOWNINTERFACE);
    let this = command.0.as_ptr();
    let vtbl = command.vtbl();
    let (mut name, mut id) = (ptr::null_mut(), 7);
    let (mut count, mut info) = (7, ptr::dangling_mut());
    // SAFETY: a live object; pointers are valid or NULL.
    unsafe {
        let ids = vtbl.GetIDsOfNames;
        assert_eq!(
            ids(this, &IID_NULL, ptr::null_mut(), 1, 0, &mut id),
            hresult::INVALIDARG
        );
        assert_eq!(
            ids(this, &IID_NULL, &mut name, 0, 0, &mut id),
            hresult::INVALIDARG
        );
        assert_eq!(
            ids(this, &IID_NULL, &mut name, 1, 0, &mut id),
            hresult::DISP_UNKNOWNNAME
        );
        assert_eq!(id, -1);
        assert_eq!((vtbl.GetTypeInfoCount)(this, &mut count), hresult::OK);
        assert_eq!(
            (vtbl.GetTypeInfo)(this, 0, 0, &mut info),
            hresult::DISP_BADINDEX
        );
        assert_eq!((count, info.is_null()), (0, true));
        assert_eq!(
            (vtbl.GetTypeInfoCount)(this, ptr::null_mut()),
            hresult::POINTER
        );
        assert_eq!(
            (vtbl.GetTypeInfo)(this, 0, 0, ptr::null_mut()),
            hresult::POINTER
        );
    }
}

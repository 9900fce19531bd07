//! Objects for tests: one class for each interface, whose methods do what the test says.

use super::abi::{abi_type, *};
use super::dispatch::{Member, members};
use super::object::{self, Class, methods, tables};
use crate::error::Result;

/// What a method does, by its name and its arguments as numbers.
pub(super) type Behaviour = Box<dyn Fn(&str, &[usize]) -> Result<()> + Send + Sync>;

macro_rules! interfaces {
    ($(
        $(#[doc = $doc:literal])*
        $interface:ident = $iid:literal, $class:ident = $clsid:literal {
            $($kind:ident $id:literal $method:ident(
                $($direction:ident $parameter:ident: $type:ty $(= $default:tt)?),*
            );)*
        }
    )*) => {
        $(
            pub(super) struct $class(Behaviour);

            #[allow(dead_code)] // not every interface has a test of its own
            impl $class {
                pub(super) fn fake(
                    behaviour: impl Fn(&str, &[usize]) -> Result<()> + Send + Sync + 'static,
                ) -> *mut $interface {
                    object::new($class(Box::new(behaviour)))
                }
            }

            impl Class for $class {
                type Vtbl = vtables::$interface;
                const VTBL: &'static Headed<vtables::$interface> = &tables::$interface::<$class>();
                const IID: GUID = $interface::IID;
                const MEMBERS: &'static [Member] = members::$interface;

                fn create() -> Result<$class> {
                    Ok($class(Box::new(|_, _| Ok(()))))
                }
            }

            impl methods::$interface for $class {
                $(
                    unsafe fn $method(
                        &self
                        $(, $parameter: abi_type!($direction $type))*
                    ) -> Result<()> {
                        (self.0)(stringify!($method), &[$($parameter as usize),*])
                    }
                )*
            }
        )*
    };
}
include!("interfaces.rs");

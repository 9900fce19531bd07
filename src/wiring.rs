//! Which backends there are, wired to the domain: what every face starts from.

use crate::backend::Backend;
use crate::backend::embedded::VirtualReaders;
#[cfg(feature = "system")]
use crate::backend::system::System;
use crate::domain::Readers;
use crate::process::PerProcess;

static READERS: PerProcess<Readers> = PerProcess::new(|| {
    let backends: Vec<&'static dyn Backend> = vec![
        VIRTUAL_READERS.get(),
        #[cfg(feature = "system")]
        SYSTEM.get(),
    ];
    Readers::new(backends)
});
static VIRTUAL_READERS: PerProcess<VirtualReaders> = PerProcess::new(VirtualReaders::default);
#[cfg(feature = "system")]
static SYSTEM: PerProcess<System> = PerProcess::new(System::default);

/// All readers.
pub(crate) fn readers() -> &'static Readers {
    READERS.get()
}

/// The virtual ones among them, which can be added and removed.
pub(crate) fn virtual_readers() -> &'static VirtualReaders {
    VIRTUAL_READERS.get()
}

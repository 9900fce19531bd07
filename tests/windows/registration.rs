//! How COM finds the classes: by regsvr32, or by a manifest without it. `activation.c` makes an object of each, and looks
//! at what they have of Windows: descriptions, the marshaler, and streams over its memory.

use super::c_support::program::Ended;
use super::com;
use super::rig::{self, Linkage, Program, Width, in_each_width, path_in_wine};
use std::ffi::OsStr;
use std::fs;
use tempfile::TempDir;

/// A Wine in which nobody else registers anything.
struct Machine {
    width: Width,
    prefix: TempDir,
    program: Program,
}

impl Machine {
    fn new(width: Width) -> Self {
        let source = "tests/windows/activation.c";
        Self::with(width, Program::compiled(width, source, Linkage::Own, &[]))
    }

    fn with(width: Width, program: Program) -> Self {
        Machine {
            width,
            prefix: width.new_wine(),
            program,
        }
    }

    #[track_caller]
    fn run(&self, program: impl AsRef<OsStr>, arguments: &[&str]) -> Ended {
        let mut wine = self.width.wine_of(self.prefix.path());
        let wine = wine.env("SCARDSSP_VIRTUAL", "1");
        rig::run(wine.arg(program).args(arguments))
    }

    /// Runs `activation.c`, which checks by itself.
    #[track_caller]
    fn activation(&self, arguments: &[&str]) {
        self.run(self.program.path(), arguments).successful();
    }

    #[track_caller]
    fn regsvr32(&self, arguments: &[&str]) {
        self.run("regsvr32", &[&["/s"], arguments].concat())
            .successful();
    }

    /// A file beside the program, as Windows has it.
    fn file(&self, name: &str) -> String {
        path_in_wine(&self.program.directory().join(name))
    }

    /// All that is registered, for all users or for this one.
    #[track_caller]
    fn registered(&self, hive: &str) -> String {
        let key = format!("{hive}\\Software\\Classes");
        self.reg(&["add", &key, "/f"]); // a new user has none
        self.reg(&["export", &key, &self.file("registered.reg"), "/y"]);
        let file = fs::read(self.program.directory().join("registered.reg")).unwrap();
        let (units, _) = file.as_chunks();
        String::from_utf16_lossy(
            &units
                .iter()
                .map(|unit| u16::from_le_bytes(*unit))
                .collect::<Vec<_>>(),
        )
    }

    #[track_caller]
    fn reg(&self, arguments: &[&str]) -> String {
        self.run("reg", arguments).successful().output
    }
}

#[test]
fn a_manifest_is_enough() {
    in_each_width(|width| {
        let machine = Machine::new(width);
        let manifest = machine.program.directory().join("application.manifest");
        fs::write(manifest, include_str!("application.manifest")).unwrap();
        machine.activation(&["not-there"]);
        machine.activation(&["manifest", &machine.file("application.manifest")]);
        machine.activation(&["not-there"]);
    });
}

#[test]
fn a_program_of_the_systems_own_header_needs_nothing_but_regsvr32() {
    in_each_width(|width| {
        let oracle = Program::compiled(width, com::ORACLE, Linkage::Shared, &[]);
        let machine = Machine::with(width, oracle);
        machine.regsvr32(&[&machine.file("scardssp.dll")]);
        let mut wine = width.wine_of(machine.prefix.path());
        com::all_were_called(rig::run(wine.arg(machine.program.path())));
    });
}

#[test]
fn regsvr32_registers_and_leaves_nothing_when_it_ends_that() {
    in_each_width(|width| {
        let machine = Machine::new(width);
        let dll = machine.file("scardssp.dll");
        for (hive, whom) in [("HKLM", &[][..]), ("HKCU", &["/n", "/i:user"])] {
            let before = machine.registered(hive);
            machine.regsvr32(&[whom, &[&dll]].concat());
            let registered = machine.registered(hive);
            // Seven classes, and a type library for one width. No interface: there is no proxy for any.
            let file = dll.replace('\\', "\\\\");
            let named_by = |key: &str| {
                registered
                    .matches(&format!("\\{key}]\r\n@=\"{file}\""))
                    .count()
            };
            assert_eq!(named_by("InprocServer32"), 7);
            let width = if width == Width::X64 {
                "win64"
            } else {
                "win32"
            };
            assert_ne!(named_by(width), 0); // 64-bit Windows has another way to the same key
            let both = |text: &str| text.matches("\"ThreadingModel\"=\"Both\"").count();
            assert_eq!(both(&registered), both(&before) + 7);
            let interfaces = |text: &str| text.matches("\\Interface\\").count();
            assert_eq!(interfaces(&registered), interfaces(&before));
            if hive == "HKLM" {
                machine.activation(&["there"]); // Wine 8 does not look for classes of one user
            }
            machine.regsvr32(&[whom, &["/u", &dll]].concat());
            assert_eq!(machine.registered(hive), before);
            machine.regsvr32(&[whom, &["/u", &dll]].concat()); // nothing to do
        }
        machine.activation(&["not-there"]);
        machine.activation(&["install", &dll, "nobody"]);
    });
}

#[test]
fn unregistering_leaves_alone_what_names_another_file() {
    in_each_width(|width| {
        let machine = Machine::new(width);
        let dll = machine.file("scardssp.dll");
        let folder = machine.program.directory();
        fs::copy(folder.join("scardssp.dll"), folder.join("another.dll")).unwrap();
        machine.regsvr32(&[&dll]);
        machine.regsvr32(&[&machine.file("another.dll")]);
        let registered = machine.registered("HKLM");
        machine.regsvr32(&["/u", &dll]);
        assert_eq!(machine.registered("HKLM"), registered);

        // What somebody else has put beside stays, and the other width's file of the type library.
        let class = "HKLM\\Software\\Classes\\CLSID\\{1461AAC7-6810-11D0-918F-00AA00C18068}";
        let library =
            "HKLM\\Software\\Classes\\TypeLib\\{82C38704-19F1-11D3-A11F-00C04F79F800}\\1.0";
        machine.reg(&["add", &format!("{class}\\Theirs"), "/ve", "/d", "kept"]);
        let other = if width == Width::X64 {
            "win32"
        } else {
            "win64"
        };
        machine.reg(&[
            "add",
            &format!("{library}\\0\\{other}"),
            "/ve",
            "/d",
            "C:\\other.dll",
        ]);
        machine.regsvr32(&["/u", &machine.file("ANOTHER.DLL")]); // one file, however it is written
        let left = machine.reg(&["query", class, "/s"]);
        assert!(
            left.contains("kept") && !left.contains("InprocServer32"),
            "{left}"
        );
        let left = machine.reg(&["query", library, "/s"]);
        assert!(
            left.contains("other.dll") && left.contains("scardssp 1.0 Type Library"),
            "{left}"
        );
        assert!(!left.contains("another.dll"), "{left}");
    });
}

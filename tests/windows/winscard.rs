//! What WinSCard is asked for, function by function: a stand-in for `winscard.dll` lies beside the program, writes down
//! what it is called with, and answers from a small table.

use super::c_support::{compile, in_package, program::Ended};
use super::rig::{self, Linkage, Program, Width, in_each_width, path_in_wine};
use std::fs;

/// The programs of the tests, with the stand-in or with Wine's own WinSCard, which has no service.
struct Client {
    program: Program,
    has_standin: bool,
}

impl Client {
    fn with_standin(width: Width) -> Client {
        let client = Client {
            has_standin: true,
            ..Client::without(width)
        };
        let source = |name: &str| in_package("tests/windows").join(name);
        let mut compiler = width.tool("gcc");
        compiler
            .args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"])
            .args(["-shared", "-static", "-Wl,--enable-stdcall-fixup"])
            .args([source("standin_winscard.c"), source("standin_winscard.def")])
            .arg("-o")
            .arg(client.program.directory().join("winscard.dll"));
        compile::run(&mut compiler);
        client
    }

    fn without(width: Width) -> Client {
        let headers = in_package("tests/c").into_os_string().into_string();
        let headers = headers.expect("cargo's paths are texts");
        let source = "tests/windows/winscard.c";
        let program = Program::compiled(width, source, Linkage::Shared, &["-I", &headers]);
        Client {
            program,
            has_standin: false,
        }
    }

    /// Runs a part of the program; gives what it did, and what was recorded since it was.
    fn run(&self, part: &str, environment: &[(&str, &str)]) -> (Ended, String) {
        let record = self.program.directory().join("record");
        let _ = fs::remove_file(&record);
        let mut command = self.program.command();
        if self.has_standin {
            command.env(
                "WINEDLLOVERRIDES",
                "winscard=n;mscoree,mshtml,winemenubuilder.exe=",
            );
        }
        command
            .env("STANDIN_RECORD", path_in_wine(&record))
            .envs(environment.iter().copied())
            .arg(part);
        let ended = rig::run(&mut command).successful();
        (ended, fs::read_to_string(&record).unwrap_or_default())
    }
}

#[test]
fn a_session_calls_the_functions_of_unicode_with_what_windows_wants() {
    in_each_width(|width| {
        let (_, record) = Client::with_standin(width).run("flat", &[]);
        assert_eq!(record, FLAT, "{width:?}");
    });
}

#[test]
fn states_are_ordinals() {
    in_each_width(|width| {
        let client = Client::with_standin(width);
        // Negotiable with a protocol in use is specific; the unknown state has no name of ours.
        for (windows, ours) in [(0, 1), (1, 1), (2, 2), (3, 3), (4, 4), (5, 6), (6, 6)] {
            let (ended, _) = client.run("states", &[("STANDIN_STATE", &windows.to_string())]);
            assert_eq!(ended.lines(), [ours.to_string()], "{windows}, {width:?}");
        }
    });
}

#[test]
fn codes_of_windows_become_failures() {
    in_each_width(|width| {
        let client = Client::with_standin(width);
        for (fault, wanted) in [
            ("SCardEstablishContext=8010001D", "attach 8010001D"),
            ("SCardConnectW=0000006D", "attach 8007006D"),
            ("SCardConnectW=8010000B", "attach 8010000B"),
            ("SCardTransmit=0000001F", "transmit 8007001F"),
            ("SCardTransmit=00000006", "transmit 80100003"),
            ("SCardTransmit=80100069", "transmit 80100069"),
            ("SCardTransmit=8010001F", "transmit 8010001F"),
            ("SCardTransmit=00000032", "transmit 80100022"),
            ("SCardListCardsW=0000001F", "cards 8007001F"),
        ] {
            // A virtual reader beside a service that works hides nothing.
            let environment = [("STANDIN_FAIL", fault), ("SCARDSSP_VIRTUAL", "1")];
            let (ended, _) = client.run("failures", &environment);
            assert!(
                ended.lines().contains(&wanted),
                "{fault}, {width:?}: {ended:?}"
            );
        }
    });
}

#[test]
fn the_database_is_that_of_windows() {
    in_each_width(|width| {
        let (_, record) = Client::with_standin(width).run("database", &[]);
        assert_eq!(record, DATABASE, "{width:?}");
    });
}

#[test]
fn virtual_readers_work_beside_a_service_that_fails() {
    in_each_width(|width| {
        let client = Client::with_standin(width);
        let fault = ("STANDIN_FAIL", "SCardEstablishContext=8010001D");
        let (alone, _) = client.run("without", &[fault]);
        assert_eq!(alone.lines(), without("8010001D"), "{width:?}");
        let (virtual_too, _) = client.run("without", &[fault, ("SCARDSSP_VIRTUAL", "1")]);
        assert_eq!(virtual_too.lines(), beside_virtual("8010001D"), "{width:?}");
    });
}

/// What Wine 8 says without a service; one with a service of its own says something else.
const OF_WINE: &str = "80100001";

#[test]
fn virtual_readers_work_beside_wine_s_own_winscard() {
    in_each_width(|width| {
        let client = Client::without(width);
        let (alone, _) = client.run("without", &[]);
        assert_eq!(alone.lines(), without(OF_WINE), "{width:?}");
        let (virtual_too, _) = client.run("without", &[("SCARDSSP_VIRTUAL", "1")]);
        assert_eq!(virtual_too.lines(), beside_virtual(OF_WINE), "{width:?}");
    });
}

/// Without any reader all fails as the service does.
fn without(code: &str) -> Vec<String> {
    ["list", "attach", "groups", "cards", "interfaces"]
        .map(|call| format!("{call} {code}"))
        .into()
}

/// With a virtual one only what needs the service does.
fn beside_virtual(code: &str) -> Vec<String> {
    vec![
        "list 00000000".to_owned(),
        format!("attach {code}"),
        "groups 00000000".to_owned(),
        "cards 00000000".to_owned(),
        "interfaces 8010000D".to_owned(),
    ]
}

/// Scope 0 is the user's, protocol 0x10000 is raw, control code 0x00313520 asks for features; other calls are by number as
/// in the program. To become exclusive takes one call, and nothing is ended that was not begun.
const FLAT: &str = "\
SCardEstablishContext scope=0 reserved=0
SCardListReadersW groups=NULL room=0
SCardListReadersW groups=NULL room=21
SCardEstablishContext scope=0 reserved=0
SCardConnectW reader=Leser<0020><00FC> share=2 protocols=2
SCardEstablishContext scope=0 reserved=0
SCardReleaseContext
SCardEstablishContext scope=0 reserved=0
SCardConnectW reader=R<00E9>ader<0020><0416><0020><D83D><DE00> share=2 protocols=3
SCardStatusW
SCardStatusW
SCardBeginTransaction
SCardTransmit protocol=2 pci=8 command=00B0000001 reply_pci=0 room=65548
SCardEndTransaction disposition=0
SCardBeginTransaction
SCardEndTransaction disposition=1
SCardBeginTransaction
SCardEndTransaction disposition=2
SCardBeginTransaction
SCardEndTransaction disposition=3
SCardControl code=00313520 input=00B0 room=65548
SCardGetAttrib id=00090303
SCardSetAttrib id=0007A007 value=00B0000001
SCardReconnect share=2 protocols=3 init=0
SCardStatusW
SCardReconnect share=2 protocols=3 init=1
SCardStatusW
SCardReconnect share=2 protocols=3 init=2
SCardStatusW
SCardDisconnect disposition=3
SCardConnectW reader=R<00E9>ader<0020><0416><0020><D83D><DE00> share=2 protocols=3
SCardReconnect share=2 protocols=3 init=2
SCardStatusW
SCardReconnect share=1 protocols=3 init=0
SCardStatusW
SCardReconnect share=2 protocols=3 init=1
SCardStatusW
SCardDisconnect disposition=0
SCardConnectW reader=R<00E9>ader<0020><0416><0020><D83D><DE00> share=1 protocols=2
SCardStatusW
SCardDisconnect disposition=1
SCardConnectW reader=R<00E9>ader<0020><0416><0020><D83D><DE00> share=1 protocols=2
SCardStatusW
SCardDisconnect disposition=2
SCardConnectW reader=R<00E9>ader<0020><0416><0020><D83D><DE00> share=1 protocols=2
SCardStatusW
SCardDisconnect disposition=3
SCardConnectW reader=R<00E9>ader<0020><0416><0020><D83D><DE00> share=2 protocols=1
SCardStatusW
SCardDisconnect disposition=0
SCardConnectW reader=R<00E9>ader<0020><0416><0020><D83D><DE00> share=2 protocols=10000
SCardStatusW
SCardDisconnect disposition=0
SCardStatusW
SCardEstablishContext scope=0 reserved=0
SCardGetStatusChangeW timeout=0 count=1 reader=R<00E9>ader<0020><0416><0020><D83D><DE00> current=0
SCardDisconnect disposition=2
SCardReleaseContext
SCardStatusW
";

/// Each list is asked for twice: its length, and what is in it.
const DATABASE: &str = "\
SCardEstablishContext scope=0 reserved=0
SCardListReadersW groups=NULL room=0
SCardListReadersW groups=NULL room=21
SCardListReadersW groups=NULL room=0
SCardListReadersW groups=NULL room=21
SCardListReaderGroupsW room=0
SCardListReaderGroupsW room=29
SCardListCardsW atr=NULL count=0 interfaces=NULL room=0
SCardListCardsW atr=NULL count=0 interfaces=NULL room=22
SCardListCardsW atr=3B80800101000000 count=0 interfaces=NULL room=0
SCardListCardsW atr=3B80800101000000 count=0 interfaces=NULL room=11
SCardListCardsW atr=3B80800101000000 count=1 interfaces=67452301AB89EFCD0123456789ABCDEF room=0
SCardListCardsW atr=3B80800101000000 count=1 interfaces=67452301AB89EFCD0123456789ABCDEF room=11
SCardListCardsW atr=NULL count=1 interfaces=67452301AB89EFCD0123456789ABCDEF room=0
SCardListCardsW atr=NULL count=1 interfaces=67452301AB89EFCD0123456789ABCDEF room=11
SCardGetProviderIdW card=Ausweis<0020><20AC>
SCardGetProviderIdW card=PLAIN<0020>card
SCardListCardsW atr=NULL count=0 interfaces=NULL room=0
SCardListCardsW atr=NULL count=0 interfaces=NULL room=22
SCardGetProviderIdW card=nobody's
SCardListCardsW atr=NULL count=0 interfaces=NULL room=0
SCardListCardsW atr=NULL count=0 interfaces=NULL room=22
SCardListInterfacesW card=Ausweis<0020><20AC> room=0
SCardListInterfacesW card=Ausweis<0020><20AC> room=1
SCardListInterfacesW card=PLAIN<0020>card room=0
SCardListCardsW atr=NULL count=0 interfaces=NULL room=0
SCardListCardsW atr=NULL count=0 interfaces=NULL room=22
SCardListInterfacesW card=nobody's room=0
SCardListCardsW atr=NULL count=0 interfaces=NULL room=0
SCardListCardsW atr=NULL count=0 interfaces=NULL room=22
SCardListReadersW groups=NULL room=0
SCardListReadersW groups=NULL room=21
SCardListCardsW atr=NULL count=0 interfaces=NULL room=0
SCardListCardsW atr=NULL count=0 interfaces=NULL room=22
SCardListReadersW groups=NULL room=0
SCardListReadersW groups=NULL room=21
SCardListCardsW atr=NULL count=0 interfaces=NULL room=0
SCardListCardsW atr=NULL count=0 interfaces=NULL room=22
SCardGetStatusChangeW timeout=0 count=1 reader=R<00E9>ader<0020><0416><0020><D83D><DE00> current=0
SCardListCardsW atr=3B80800101000000 count=0 interfaces=NULL room=0
SCardListCardsW atr=3B80800101000000 count=0 interfaces=NULL room=11
SCardGetStatusChangeW timeout=0 count=1 reader=Leser<0020><00FC> current=0
SCardListReadersW groups=NULL room=0
SCardListReadersW groups=NULL room=21
SCardListReadersW groups=Z<00E4>hler<0000> room=0
SCardListReadersW groups=Z<00E4>hler<0000> room=13
SCardListCardsW atr=NULL count=0 interfaces=NULL room=0
SCardListCardsW atr=NULL count=0 interfaces=NULL room=22
SCardGetStatusChangeW timeout=0 count=1 reader=R<00E9>ader<0020><0416><0020><D83D><DE00> current=0
SCardListCardsW atr=3B80800101000000 count=0 interfaces=NULL room=0
SCardListCardsW atr=3B80800101000000 count=0 interfaces=NULL room=11
SCardEstablishContext scope=0 reserved=0
SCardConnectW reader=R<00E9>ader<0020><0416><0020><D83D><DE00> share=2 protocols=3
SCardStatusW
SCardBeginTransaction
SCardEndTransaction disposition=0
SCardDisconnect disposition=1
SCardListReadersW groups=NULL room=0
SCardListReadersW groups=NULL room=21
SCardGetStatusChangeW timeout=0 count=1 reader=R<00E9>ader<0020><0416><0020><D83D><DE00> current=0
SCardListCardsW atr=3B80800101000000 count=1 interfaces=67452301AB89EFCD0123456789ABCDEF room=0
SCardListCardsW atr=3B80800101000000 count=1 interfaces=67452301AB89EFCD0123456789ABCDEF room=11
SCardConnectW reader=R<00E9>ader<0020><0416><0020><D83D><DE00> share=1 protocols=2
SCardStatusW
";

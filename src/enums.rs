// The enumerations of Scardmgr.h that callers see: Rust name, C name, values. Written here once; `values.rs` makes
// the Rust enums of it, `c_api` the C names, `build.rs` the C enums of the header.
// Values: spec/pcsc-mapping.md sections 2 to 4.

enums! {
    /// How a session shares its card with other connections.
    ShareMode = SCARD_SHARE_MODES {
        /// No other connection to the card, of this program or another one.
        Exclusive = EXCLUSIVE = 1;
        /// Others may connect too.
        Shared = SHARED = 2;
    }

    /// What happens to the card: at the end of a session or lock, or when a session is re-established.
    Disposition = SCARD_DISPOSITIONS {
        /// Nothing.
        Leave = LEAVE = 0;
        /// Warm reset: PINs and selected files are forgotten.
        Reset = RESET = 1;
        /// Power off (and on again where a session goes on): cold reset.
        Unpower = UNPOWER = 2;
        /// Give the card out; on a reader that cannot, the card stays.
        Eject = EJECT = 3;
    }

    /// The transmission protocol between reader and card (ISO 7816-3). As an argument T0 | T1 is valid too: either one.
    Protocol = SCARD_PROTOCOLS {
        /// Byte-oriented.
        T0 = T0 = 1;
        /// Block-oriented.
        T1 = T1 = 2;
        /// Neither: memory cards and readers with commands of their own.
        Raw = RAW = 0xFF;
    }

    /// The state of the card in its reader.
    CardState = SCARD_STATES {
        /// There is no card.
        Absent = ABSENT = 1;
        /// There is a card, not in position for use.
        Present = PRESENT = 2;
        /// The card is in position, without power.
        Swallowed = SWALLOWED = 3;
        /// The card has power, its mode is unknown.
        Powered = POWERED = 4;
        /// The card was reset and waits for the choice of a protocol.
        Negotiable = NEGOTIABLEMODE = 5;
        /// A protocol is chosen: the card is ready for commands.
        Specific = SPECIFICMODE = 6;
    }

    /// The four cases of ISO/IEC 7816-3, 12.1: which of the two data fields a command has.
    Case = ISO_APDU_TYPE {
        /// Neither.
        One = ISO_CASE_1 = 1;
        /// Reply data only.
        Two = ISO_CASE_2 = 2;
        /// Command data only.
        Three = ISO_CASE_3 = 3;
        /// Both.
        Four = ISO_CASE_4 = 4;
    }
}

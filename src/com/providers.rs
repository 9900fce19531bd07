// The four interfaces that card vendors implement, in the form of `interfaces.rs`; `build.rs` makes include/com/scardprov.h of it.
//
// Names and parameters are those of Microsoft's pages. Order (theirs by the alphabet), numbers and identifiers were never
// published: they are this project's (spec/com-abi.md, section 9). Classes are the vendors'.

interfaces! {
    /// The entry point of a provider: a connection to a card, and where the other interfaces come from.
    ISCardManage = "11F37381-3AEA-4B41-B945-EC7CB8DB27A6" {
        call 0 AttachByHandle(in hICC: HSCARD);
        call 1 AttachByIFD(in bstrIFDName: BSTR);
        call 2 CreateCardAuth(out ppISCardAuth: P<ISCardAuth>);
        call 3 CreateCHVerification(out ppISCardVerify: P<ISCardVerify>);
        call 4 CreateFileAccess(out ppISCardFileAccess: P<ISCardFileAccess>);
        call 5 CreateInterface(in pguidInterface: LPGUID, in bstrName: BSTR, in pUserData: P<LONG>, out ppInterface: LPUNKNOWN);
        call 6 Detach();
        call 7 Reconnect();
        call 8 SCardLock();
        call 9 SCardUnlock(in Disposition: SCARD_DISPOSITIONS);
        call 10 Status(out pStatus: SCARD_STATES, out pProtocols: SCARD_PROTOCOLS);
    }

    /// Challenges and their answers: who is who.
    ISCardAuth = "14F0A61D-3E52-485F-A743-193869AAA45F" {
        call 0 APP_Auth(in lAlgoID: LONG, in pParam: LPBYTEBUFFER, in pBuffer: LPBYTEBUFFER);
        call 1 GetChallenge(in lAlgoID: LONG, in lLengthOfChallenge: LONG, in pParam: LPBYTEBUFFER, inout pBuffer: LPBYTEBUFFER);
        call 2 ICC_Auth(in lAlgoID: LONG, in pParam: LPBYTEBUFFER, inout pBuffer: LPBYTEBUFFER);
        call 3 User_Auth(in lAlgorID: LONG, in pParam: LPBYTEBUFFER, in pBuffer: LPBYTEBUFFER);
    }

    /// The card as a file system.
    ISCardFileAccess = "48DA3587-BC15-465E-88DD-C13E26CC2F87" {
        call 0 ChangeDir(in refType: REFTYPE, in bstrNewDir: BSTR);
        call 1 Close(in hFile: HSCARD_FILE);
        call 2 Create(in refType: REFTYPE, in bstrPathSpec: BSTR, in tlv: TLV_TABLE, in flags: SCARD_FLAGS, in pDataBuffer: LPBYTEBUFFER);
        call 3 Delete(in refType: REFTYPE, in bstrPathSpec: BSTR, in flags: SCARD_FLAGS);
        call 4 Directory(in fileType: FILETYPE, out ppFileList: LPSAFEARRAY);
        call 5 GetCurrentDir(out pbstrPathSpec: BSTR);
        call 6 GetFileCapabilities(inout ppProperties: LPTLV_TABLE, inout plProperties: LONG, in Flags: SCARD_FLAGS);
        call 7 GetProperties(in refType: REFTYPE, in bstrPathSpec: BSTR, in flags: SCARD_FLAGS, inout ppTLV: LPTLV_TABLE);
        call 8 Invalidate(in bstrPathSpec: BSTR, in flags: SCARD_FLAGS);
        call 9 Open(in refType: REFTYPE, in bstrPathSpec: BSTR, out phFile: HSCARD_FILE);
        call 10 Read(in hFile: HSCARD_FILE, inout lBytesToRead: LONG, in flags: SCARD_FLAGS, out ppBuffer: LPBYTEBUFFER);
        call 11 Rehabilitate(in bstrPathSpec: BSTR, in flags: SCARD_FLAGS);
        call 12 Seek(in hFile: HSCARD_FILE, in Seek: P<SEEKTYPE>, in lOffset: LONG);
        call 13 SetProperties(in refType: REFTYPE, in bstrPathSpec: BSTR, in flags: SCARD_FLAGS, in pTable: LPTLV_TABLE);
        call 14 Write(in hFile: HSCARD_FILE, in pData: LPBYTEBUFFER, in flags: SCARD_FLAGS);
    }

    /// The card holder's codes.
    ISCardVerify = "F5E65278-8922-4022-B517-F921566F8F82" {
        call 0 ChangeCode(in pOldCode: LPBYTEBUFFER, in pNewCode: LPBYTEBUFFER, in Flags: SCARD_FLAGS, in lRef: LONG);
        call 1 ResetSecurityState();
        call 2 Unblock(in lData: LONG, in Flags: SCARD_FLAGS, in lRef: LONG);
        call 3 Verify(in pCode: LPBYTEBUFFER, in Flags: SCARD_FLAGS, in lRef: LONG);
    }
}

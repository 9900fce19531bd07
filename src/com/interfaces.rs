// The seven interfaces of Scardssp.dll, written here once: `com` makes vtables, dispatch tables and traits of it, `build.rs`
// the headers and the type library in include/com.
//
// Methods stand in vtable order, from slot 7 on (spec/com-abi.md, section 7). Each has its kind, its DISPID (section 10) and its
// parameters: in, out (a pointer to it in the ABI) or both, with the names and C++ defaults of the mingw-w64 header.

interfaces! {
    /// A connection to a card.
    ISCard = "1461AAC3-6810-11D0-918F-00AA00C18068", CSCard = "1461AAC7-6810-11D0-918F-00AA00C18068" {
        get 0 get_Atr(out ppAtr: LPBYTEBUFFER);
        get 1 get_CardHandle(out pHandle: HSCARD);
        get 2 get_Context(out pContext: HSCARDCONTEXT);
        get 3 get_Protocol(out pProtocol: SCARD_PROTOCOLS);
        get 4 get_Status(out pStatus: SCARD_STATES);
        call 5 AttachByHandle(in hCard: HSCARD);
        call 6 AttachByReader(in bstrReaderName: BSTR, in ShareMode: SCARD_SHARE_MODES = EXCLUSIVE, in PrefProtocol: SCARD_PROTOCOLS = T0);
        call 7 Detach(in Disposition: SCARD_DISPOSITIONS = LEAVE);
        call 8 LockSCard();
        call 9 ReAttach(in ShareMode: SCARD_SHARE_MODES = EXCLUSIVE, in InitState: SCARD_DISPOSITIONS = LEAVE);
        call 10 Transaction(inout ppCmd: LPSCARDCMD);
        call 11 UnlockSCard(in Disposition: SCARD_DISPOSITIONS = LEAVE);
    }

    /// A command and its reply.
    ISCardCmd = "D5778AE3-43DE-11D0-9171-00AA00C18068", CSCardCmd = "D5778AE7-43DE-11D0-9171-00AA00C18068" {
        get 0 get_Apdu(out ppApdu: LPBYTEBUFFER);
        put 0 put_Apdu(in pApdu: LPBYTEBUFFER);
        get 1 get_ApduLength(out plSize: LONG);
        get 2 get_ApduReply(out ppReplyApdu: LPBYTEBUFFER);
        put 2 put_ApduReply(in pReplyApdu: LPBYTEBUFFER);
        get 3 get_ApduReplyLength(out plSize: LONG);
        put 3 put_ApduReplyLength(in lSize: LONG);
        get 4 get_ClassId(out pbyClass: BYTE);
        put 4 put_ClassId(in byClass: BYTE = 0);
        get 5 get_Data(out ppData: LPBYTEBUFFER);
        put 5 put_Data(in pData: LPBYTEBUFFER);
        get 6 get_InstructionId(out pbyIns: BYTE);
        put 6 put_InstructionId(in byIns: BYTE);
        get 7 get_LeField(out plSize: LONG);
        get 8 get_P1(out pbyP1: BYTE);
        put 8 put_P1(in byP1: BYTE);
        get 9 get_P2(out pbyP2: BYTE);
        put 9 put_P2(in byP2: BYTE);
        get 10 get_P3(out pbyP3: BYTE);
        get 11 get_ReplyStatus(out pwStatus: WORD);
        put 11 put_ReplyStatus(in wStatus: WORD);
        get 12 get_ReplyStatusSW1(out pbySW1: BYTE);
        get 13 get_ReplyStatusSW2(out pbySW2: BYTE);
        get 14 get_Type(out pType: ISO_APDU_TYPE);
        get 18 get_Nad(out pbNad: BYTE);
        put 18 put_Nad(in bNad: BYTE);
        get 19 get_ReplyNad(out pbNad: BYTE);
        put 19 put_ReplyNad(in bNad: BYTE);
        call 15 BuildCmd(in byClassId: BYTE, in byInsId: BYTE, in byP1: BYTE = 0, in byP2: BYTE = 0, in pbyData: LPBYTEBUFFER = 0, in plLe: P<LONG> = 0);
        call 16 Clear();
        call 17 Encapsulate(in pApdu: LPBYTEBUFFER, in ApduType: ISO_APDU_TYPE);
        get 20 get_AlternateClassId(out pbyClass: BYTE);
        put 20 put_AlternateClassId(in byClass: BYTE = 0);
    }

    /// Builds the commands of ISO 7816-4.
    ISCardISO7816 = "53B6AA68-3F56-11D0-916B-00AA00C18068", CSCardISO7816 = "53B6AA6C-3F56-11D0-916B-00AA00C18068" {
        call 0 AppendRecord(in byRefCtrl: BYTE, in pData: LPBYTEBUFFER, inout ppCmd: LPSCARDCMD);
        call 1 EraseBinary(in byP1: BYTE, in byP2: BYTE, in pData: LPBYTEBUFFER, inout ppCmd: LPSCARDCMD);
        call 2 ExternalAuthenticate(in byAlgorithmRef: BYTE, in bySecretRef: BYTE, in pChallenge: LPBYTEBUFFER, inout ppCmd: LPSCARDCMD);
        call 3 GetChallenge(in lBytesExpected: LONG, inout ppCmd: LPSCARDCMD);
        call 4 GetData(in byP1: BYTE, in byP2: BYTE, in lBytesToGet: LONG, inout ppCmd: LPSCARDCMD);
        call 5 GetResponse(in byP1: BYTE, in byP2: BYTE, in lDataLength: LONG, inout ppCmd: LPSCARDCMD);
        call 6 InternalAuthenticate(in byAlgorithmRef: BYTE, in bySecretRef: BYTE, in pChallenge: LPBYTEBUFFER, in lReplyBytes: LONG, inout ppCmd: LPSCARDCMD);
        call 7 ManageChannel(in byChannelState: BYTE, in byChannel: BYTE, inout ppCmd: LPSCARDCMD);
        call 8 PutData(in byP1: BYTE, in byP2: BYTE, in pData: LPBYTEBUFFER, inout ppCmd: LPSCARDCMD);
        call 9 ReadBinary(in byP1: BYTE, in byP2: BYTE, in lBytesToRead: LONG, inout ppCmd: LPSCARDCMD);
        call 10 ReadRecord(in byRecordId: BYTE, in byRefCtrl: BYTE, in lBytesToRead: LONG, inout ppCmd: LPSCARDCMD);
        call 11 SelectFile(in byP1: BYTE, in byP2: BYTE, in pData: LPBYTEBUFFER, in lBytesToRead: LONG, inout ppCmd: LPSCARDCMD);
        call 12 SetDefaultClassId(in byClass: BYTE);
        call 13 UpdateBinary(in byP1: BYTE, in byP2: BYTE, in pData: LPBYTEBUFFER, inout ppCmd: LPSCARDCMD);
        call 14 UpdateRecord(in byRecordId: BYTE, in byRefCtrl: BYTE, in pData: LPBYTEBUFFER, inout ppCmd: LPSCARDCMD);
        call 15 Verify(in byRefCtrl: BYTE, in pData: LPBYTEBUFFER, inout ppCmd: LPSCARDCMD);
        call 16 WriteBinary(in byP1: BYTE, in byP2: BYTE, in pData: LPBYTEBUFFER, inout ppCmd: LPSCARDCMD);
        call 17 WriteRecord(in byRecordId: BYTE, in byRefCtrl: BYTE, in pData: LPBYTEBUFFER, inout ppCmd: LPSCARDCMD);
    }

    /// Bytes with a seek pointer: an IStream in Automation's types.
    IByteBuffer = "E126F8FE-A7AF-11D0-B88A-00C04FD424B9", CByteBuffer = "E126F8FF-A7AF-11D0-B88A-00C04FD424B9" {
        get 0 get_Stream(out ppStream: LPSTREAM);
        put 0 put_Stream(in pStream: LPSTREAM);
        call 1 Clone(inout ppByteBuffer: LPBYTEBUFFER);
        call 2 Commit(in grfCommitFlags: LONG);
        call 3 CopyTo(inout ppByteBuffer: LPBYTEBUFFER, in cb: LONG, inout pcbRead: LONG = 0, inout pcbWritten: LONG = 0);
        call 4 Initialize(in lSize: LONG = 1, in pData: LPBYTE = 0);
        call 5 LockRegion(in libOffset: LONG, in cb: LONG, in dwLockType: LONG);
        call 6 Read(inout pByte: BYTE, in cb: LONG, inout pcbRead: LONG = 0);
        call 7 Revert();
        call 8 Seek(in dLibMove: LONG, in dwOrigin: LONG, inout pLibnewPosition: LONG = 0);
        call 9 SetSize(in libNewSize: LONG);
        call 10 Stat(inout pstatstg: STATSTRUCT, in grfStatFlag: LONG);
        call 11 UnlockRegion(in libOffset: LONG, in cb: LONG, in dwLockType: LONG);
        call 12 Write(inout pByte: BYTE, in cb: LONG, inout pcbWritten: LONG);
    }

    /// Conversions between byte buffers, arrays and streams.
    ISCardTypeConv = "53B6AA63-3F56-11D0-916B-00AA00C18068", CSCardTypeConv = "53B6AA67-3F56-11D0-916B-00AA00C18068" {
        call 0 ConvertByteArrayToByteBuffer(in pbyArray: LPBYTE, in dwArraySize: DWORD, out ppbyBuffer: LPBYTEBUFFER);
        call 1 ConvertByteBufferToByteArray(in pbyBuffer: LPBYTEBUFFER, out ppArray: LPBYTEARRAY);
        call 2 ConvertByteBufferToSafeArray(in pbyBuffer: LPBYTEBUFFER, out ppbyArray: LPSAFEARRAY);
        call 3 ConvertSafeArrayToByteBuffer(in pbyArray: LPSAFEARRAY, out ppbyBuff: LPBYTEBUFFER);
        call 4 CreateByteArray(in dwAllocSize: DWORD, out ppbyArray: LPBYTE);
        call 5 CreateByteBuffer(in dwAllocSize: DWORD, out ppbyBuff: LPBYTEBUFFER);
        call 6 CreateSafeArray(in nAllocSize: UINT, out ppArray: LPSAFEARRAY);
        call 7 FreeIStreamMemoryPtr(in pStrm: LPSTREAM, in pMem: LPBYTE);
        call 8 GetAtIStreamMemory(in pStrm: LPSTREAM, out ppMem: LPBYTEARRAY);
        call 9 SizeOfIStream(in pStrm: LPSTREAM, out puliSize: ULARGE_INTEGER);
    }

    /// The known cards, and the readers.
    ISCardDatabase = "1461AAC8-6810-11D0-918F-00AA00C18068", CSCardDatabase = "1461AACC-6810-11D0-918F-00AA00C18068" {
        call 0 GetProviderCardId(in bstrCardName: BSTR, out ppguidProviderId: LPGUID);
        call 1 ListCardInterfaces(in bstrCardName: BSTR, out ppInterfaceGuids: LPSAFEARRAY);
        call 2 ListCards(in pAtr: LPBYTEBUFFER, in pInterfaceGuids: LPSAFEARRAY, in localeId: LONG, out ppCardNames: LPSAFEARRAY);
        call 3 ListReaderGroups(in localeId: LONG, out ppReaderGroups: LPSAFEARRAY);
        call 4 ListReaders(in localeId: LONG, out ppReaders: LPSAFEARRAY);
    }

    /// Finds a card by its name.
    ISCardLocate = "1461AACD-6810-11D0-918F-00AA00C18068", CSCardLocate = "1461AAD1-6810-11D0-918F-00AA00C18068" {
        call 0 ConfigureCardGuidSearch(in pCardGuids: LPSAFEARRAY, in pGroupNames: LPSAFEARRAY = 0, in bstrTitle: BSTR = "", in lFlags: LONG = 1);
        call 1 ConfigureCardNameSearch(in pCardNames: LPSAFEARRAY, in pGroupNames: LPSAFEARRAY = 0, in bstrTitle: BSTR = "", in lFlags: LONG = 1);
        call 2 FindCard(in ShareMode: SCARD_SHARE_MODES, in Protocols: SCARD_PROTOCOLS, in lFlags: LONG, out ppCardInfo: LPSCARDINFO);
    }
}

/*
 * scardssp.h - the interfaces of Scardssp.dll, for C and C++ on any operating system.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 * Generated from the library's source; do not edit.
 */
#ifndef SCARDSSP_SCARDSSP_H
#define SCARDSSP_SCARDSSP_H

#include "scard_com.h"

/* The enumerations are the same in scard.h and in the headers of the COM interfaces. */
#ifndef SCARDSSP_ENUMERATIONS
#define SCARDSSP_ENUMERATIONS

/** How a session shares its card with other connections. */
typedef enum tagSCARD_SHARE_MODES {
    /** No other connection to the card, of this program or another one. */
    SCARD_SHARE_MODES_EXCLUSIVE = 1,
    /** Others may connect too. */
    SCARD_SHARE_MODES_SHARED = 2
#ifndef SCARD_NO_SHORT_NAMES
    ,
    EXCLUSIVE = SCARD_SHARE_MODES_EXCLUSIVE,
    SHARED = SCARD_SHARE_MODES_SHARED
#endif
} SCARD_SHARE_MODES;

/** What happens to the card: at the end of a session or lock, or when a session is re-established. */
typedef enum tagSCARD_DISPOSITIONS {
    /** Nothing. */
    SCARD_DISPOSITIONS_LEAVE = 0,
    /** Warm reset: PINs and selected files are forgotten. */
    SCARD_DISPOSITIONS_RESET = 1,
    /** Power off (and on again where a session goes on): cold reset. */
    SCARD_DISPOSITIONS_UNPOWER = 2,
    /** Give the card out; on a reader that cannot, the card stays. */
    SCARD_DISPOSITIONS_EJECT = 3
#ifndef SCARD_NO_SHORT_NAMES
    ,
    LEAVE = SCARD_DISPOSITIONS_LEAVE,
    RESET = SCARD_DISPOSITIONS_RESET,
    UNPOWER = SCARD_DISPOSITIONS_UNPOWER,
    EJECT = SCARD_DISPOSITIONS_EJECT
#endif
} SCARD_DISPOSITIONS;

/** The transmission protocol between reader and card (ISO 7816-3). As an argument T0 | T1 is valid too: either one. */
typedef enum tagSCARD_PROTOCOLS {
    /** Byte-oriented. */
    SCARD_PROTOCOLS_T0 = 1,
    /** Block-oriented. */
    SCARD_PROTOCOLS_T1 = 2,
    /** Neither: memory cards and readers with commands of their own. */
    SCARD_PROTOCOLS_RAW = 0xFF
#ifndef SCARD_NO_SHORT_NAMES
    ,
    T0 = SCARD_PROTOCOLS_T0,
    T1 = SCARD_PROTOCOLS_T1,
    RAW = SCARD_PROTOCOLS_RAW
#endif
} SCARD_PROTOCOLS;

/** The state of the card in its reader. */
typedef enum tagSCARD_STATES {
    /** There is no card. */
    SCARD_STATES_ABSENT = 1,
    /** There is a card, not in position for use. */
    SCARD_STATES_PRESENT = 2,
    /** The card is in position, without power. */
    SCARD_STATES_SWALLOWED = 3,
    /** The card has power, its mode is unknown. */
    SCARD_STATES_POWERED = 4,
    /** The card was reset and waits for the choice of a protocol. */
    SCARD_STATES_NEGOTIABLEMODE = 5,
    /** A protocol is chosen: the card is ready for commands. */
    SCARD_STATES_SPECIFICMODE = 6
#ifndef SCARD_NO_SHORT_NAMES
    ,
    ABSENT = SCARD_STATES_ABSENT,
    PRESENT = SCARD_STATES_PRESENT,
    SWALLOWED = SCARD_STATES_SWALLOWED,
    POWERED = SCARD_STATES_POWERED,
    NEGOTIABLEMODE = SCARD_STATES_NEGOTIABLEMODE,
    SPECIFICMODE = SCARD_STATES_SPECIFICMODE
#endif
} SCARD_STATES;

/** The four cases of ISO/IEC 7816-3, 12.1: which of the two data fields a command has. */
typedef enum tagISO_APDU_TYPE {
    /** Neither. */
    SCARD_ISO_CASE_1 = 1,
    /** Reply data only. */
    SCARD_ISO_CASE_2 = 2,
    /** Command data only. */
    SCARD_ISO_CASE_3 = 3,
    /** Both. */
    SCARD_ISO_CASE_4 = 4
#ifndef SCARD_NO_SHORT_NAMES
    ,
    ISO_CASE_1 = SCARD_ISO_CASE_1,
    ISO_CASE_2 = SCARD_ISO_CASE_2,
    ISO_CASE_3 = SCARD_ISO_CASE_3,
    ISO_CASE_4 = SCARD_ISO_CASE_4
#endif
} ISO_APDU_TYPE;

/* The library writes enumerations as 32 bits; this fails to compile where they have others (-fshort-enums). */
typedef char scard_enumerations_have_32_bits[sizeof(SCARD_PROTOCOLS) == 4 && sizeof(SCARD_STATES) == 4 ? 1 : -1];

#ifdef __cplusplus
/** T0 | T1 in C++, where it would be a plain number. */
extern "C++" {
#if __cplusplus >= 201103L || defined(_MSC_VER)
constexpr
#else
static inline
#endif
SCARD_PROTOCOLS operator|(SCARD_PROTOCOLS a, SCARD_PROTOCOLS b)
{
    return static_cast<SCARD_PROTOCOLS>(static_cast<int>(a) | static_cast<int>(b));
}
}
#endif
#endif /* SCARDSSP_ENUMERATIONS */

typedef struct ISCard ISCard;
typedef struct ISCardCmd ISCardCmd;
typedef struct ISCardISO7816 ISCardISO7816;
typedef struct IByteBuffer IByteBuffer;
typedef struct ISCardTypeConv ISCardTypeConv;
typedef struct ISCardDatabase ISCardDatabase;
typedef struct ISCardLocate ISCardLocate;
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

SCARDSSP_GUID(IID_ISCard, 0x1461AAC3, 0x6810, 0x11D0, 0x91, 0x8F, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68);
SCARDSSP_GUID(CLSID_CSCard, 0x1461AAC7, 0x6810, 0x11D0, 0x91, 0x8F, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68);
SCARDSSP_GUID(IID_ISCardCmd, 0xD5778AE3, 0x43DE, 0x11D0, 0x91, 0x71, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68);
SCARDSSP_GUID(CLSID_CSCardCmd, 0xD5778AE7, 0x43DE, 0x11D0, 0x91, 0x71, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68);
SCARDSSP_GUID(IID_ISCardISO7816, 0x53B6AA68, 0x3F56, 0x11D0, 0x91, 0x6B, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68);
SCARDSSP_GUID(CLSID_CSCardISO7816, 0x53B6AA6C, 0x3F56, 0x11D0, 0x91, 0x6B, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68);
SCARDSSP_GUID(IID_IByteBuffer, 0xE126F8FE, 0xA7AF, 0x11D0, 0xB8, 0x8A, 0x00, 0xC0, 0x4F, 0xD4, 0x24, 0xB9);
SCARDSSP_GUID(CLSID_CByteBuffer, 0xE126F8FF, 0xA7AF, 0x11D0, 0xB8, 0x8A, 0x00, 0xC0, 0x4F, 0xD4, 0x24, 0xB9);
SCARDSSP_GUID(IID_ISCardTypeConv, 0x53B6AA63, 0x3F56, 0x11D0, 0x91, 0x6B, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68);
SCARDSSP_GUID(CLSID_CSCardTypeConv, 0x53B6AA67, 0x3F56, 0x11D0, 0x91, 0x6B, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68);
SCARDSSP_GUID(IID_ISCardDatabase, 0x1461AAC8, 0x6810, 0x11D0, 0x91, 0x8F, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68);
SCARDSSP_GUID(CLSID_CSCardDatabase, 0x1461AACC, 0x6810, 0x11D0, 0x91, 0x8F, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68);
SCARDSSP_GUID(IID_ISCardLocate, 0x1461AACD, 0x6810, 0x11D0, 0x91, 0x8F, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68);
SCARDSSP_GUID(CLSID_CSCardLocate, 0x1461AAD1, 0x6810, 0x11D0, 0x91, 0x8F, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68);

/* A connection to a card. */
#if defined(__cplusplus) && !defined(CINTERFACE)
SCARD_COM_CPP_BEGIN
MIDL_INTERFACE("1461AAC3-6810-11D0-918F-00AA00C18068")
ISCard : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE get_Atr(LPBYTEBUFFER *ppAtr) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_CardHandle(HSCARD *pHandle) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_Context(HSCARDCONTEXT *pContext) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_Protocol(SCARD_PROTOCOLS *pProtocol) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_Status(SCARD_STATES *pStatus) = 0;
    virtual HRESULT STDMETHODCALLTYPE AttachByHandle(HSCARD hCard) = 0;
    virtual HRESULT STDMETHODCALLTYPE AttachByReader(BSTR bstrReaderName,
                                                     SCARD_SHARE_MODES ShareMode = SCARD_SHARE_MODES_EXCLUSIVE,
                                                     SCARD_PROTOCOLS PrefProtocol = SCARD_PROTOCOLS_T0) = 0;
    virtual HRESULT STDMETHODCALLTYPE Detach(SCARD_DISPOSITIONS Disposition = SCARD_DISPOSITIONS_LEAVE) = 0;
    virtual HRESULT STDMETHODCALLTYPE LockSCard() = 0;
    virtual HRESULT STDMETHODCALLTYPE ReAttach(SCARD_SHARE_MODES ShareMode = SCARD_SHARE_MODES_EXCLUSIVE,
                                               SCARD_DISPOSITIONS InitState = SCARD_DISPOSITIONS_LEAVE) = 0;
    virtual HRESULT STDMETHODCALLTYPE Transaction(LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE UnlockSCard(SCARD_DISPOSITIONS Disposition = SCARD_DISPOSITIONS_LEAVE) = 0;
#ifndef _WIN32
    HRESULT AttachByReader(const scard_com_text &bstrReaderName,
                           SCARD_SHARE_MODES ShareMode = SCARD_SHARE_MODES_EXCLUSIVE,
                           SCARD_PROTOCOLS PrefProtocol = SCARD_PROTOCOLS_T0)
    {
        return AttachByReader(bstrReaderName.bstr(), ShareMode, PrefProtocol);
    }
#endif
#ifndef _WIN32
    template <size_t length>
    HRESULT AttachByReader(const OLECHAR (&bstrReaderName)[length],
                           SCARD_SHARE_MODES ShareMode = SCARD_SHARE_MODES_EXCLUSIVE,
                           SCARD_PROTOCOLS PrefProtocol = SCARD_PROTOCOLS_T0)
    {
        return AttachByReader(scard_com_text(bstrReaderName).bstr(), ShareMode, PrefProtocol);
    }
#endif
};
SCARD_COM_CPP_END
#else
typedef struct ISCardVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(ISCard *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(ISCard *This);
    ULONG (STDMETHODCALLTYPE *Release)(ISCard *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(ISCard *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(ISCard *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(ISCard *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames, LCID lcid,
                                               DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(ISCard *This, DISPID dispIdMember, REFIID riid, LCID lcid, WORD wFlags,
                                        DISPPARAMS *pDispParams, VARIANT *pVarResult, EXCEPINFO *pExcepInfo,
                                        UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *get_Atr)(ISCard *This, LPBYTEBUFFER *ppAtr);
    HRESULT (STDMETHODCALLTYPE *get_CardHandle)(ISCard *This, HSCARD *pHandle);
    HRESULT (STDMETHODCALLTYPE *get_Context)(ISCard *This, HSCARDCONTEXT *pContext);
    HRESULT (STDMETHODCALLTYPE *get_Protocol)(ISCard *This, SCARD_PROTOCOLS *pProtocol);
    HRESULT (STDMETHODCALLTYPE *get_Status)(ISCard *This, SCARD_STATES *pStatus);
    HRESULT (STDMETHODCALLTYPE *AttachByHandle)(ISCard *This, HSCARD hCard);
    HRESULT (STDMETHODCALLTYPE *AttachByReader)(ISCard *This, BSTR bstrReaderName, SCARD_SHARE_MODES ShareMode,
                                                SCARD_PROTOCOLS PrefProtocol);
    HRESULT (STDMETHODCALLTYPE *Detach)(ISCard *This, SCARD_DISPOSITIONS Disposition);
    HRESULT (STDMETHODCALLTYPE *LockSCard)(ISCard *This);
    HRESULT (STDMETHODCALLTYPE *ReAttach)(ISCard *This, SCARD_SHARE_MODES ShareMode, SCARD_DISPOSITIONS InitState);
    HRESULT (STDMETHODCALLTYPE *Transaction)(ISCard *This, LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *UnlockSCard)(ISCard *This, SCARD_DISPOSITIONS Disposition);
} ISCardVtbl;

struct ISCard {
    CONST_VTBL ISCardVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define ISCard_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ISCard_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ISCard_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ISCard_GetTypeInfoCount(This, pctinfo) \
    ((This)->lpVtbl->GetTypeInfoCount(This, pctinfo))
#define ISCard_GetTypeInfo(This, iTInfo, lcid, ppTInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo))
#define ISCard_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId) \
    ((This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId))
#define ISCard_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    ((This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr))
#define ISCard_get_Atr(This, ppAtr) \
    ((This)->lpVtbl->get_Atr(This, ppAtr))
#define ISCard_get_CardHandle(This, pHandle) \
    ((This)->lpVtbl->get_CardHandle(This, pHandle))
#define ISCard_get_Context(This, pContext) \
    ((This)->lpVtbl->get_Context(This, pContext))
#define ISCard_get_Protocol(This, pProtocol) \
    ((This)->lpVtbl->get_Protocol(This, pProtocol))
#define ISCard_get_Status(This, pStatus) \
    ((This)->lpVtbl->get_Status(This, pStatus))
#define ISCard_AttachByHandle(This, hCard) \
    ((This)->lpVtbl->AttachByHandle(This, hCard))
#define ISCard_AttachByReader(This, bstrReaderName, ShareMode, PrefProtocol) \
    ((This)->lpVtbl->AttachByReader(This, bstrReaderName, ShareMode, PrefProtocol))
#define ISCard_Detach(This, Disposition) \
    ((This)->lpVtbl->Detach(This, Disposition))
#define ISCard_LockSCard(This) \
    ((This)->lpVtbl->LockSCard(This))
#define ISCard_ReAttach(This, ShareMode, InitState) \
    ((This)->lpVtbl->ReAttach(This, ShareMode, InitState))
#define ISCard_Transaction(This, ppCmd) \
    ((This)->lpVtbl->Transaction(This, ppCmd))
#define ISCard_UnlockSCard(This, Disposition) \
    ((This)->lpVtbl->UnlockSCard(This, Disposition))
#endif
#endif

/* A command and its reply. */
#if defined(__cplusplus) && !defined(CINTERFACE)
SCARD_COM_CPP_BEGIN
MIDL_INTERFACE("D5778AE3-43DE-11D0-9171-00AA00C18068")
ISCardCmd : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE get_Apdu(LPBYTEBUFFER *ppApdu) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_Apdu(LPBYTEBUFFER pApdu) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_ApduLength(LONG *plSize) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_ApduReply(LPBYTEBUFFER *ppReplyApdu) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_ApduReply(LPBYTEBUFFER pReplyApdu) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_ApduReplyLength(LONG *plSize) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_ApduReplyLength(LONG lSize) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_ClassId(BYTE *pbyClass) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_ClassId(BYTE byClass = 0) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_Data(LPBYTEBUFFER *ppData) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_Data(LPBYTEBUFFER pData) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_InstructionId(BYTE *pbyIns) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_InstructionId(BYTE byIns) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_LeField(LONG *plSize) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_P1(BYTE *pbyP1) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_P1(BYTE byP1) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_P2(BYTE *pbyP2) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_P2(BYTE byP2) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_P3(BYTE *pbyP3) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_ReplyStatus(WORD *pwStatus) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_ReplyStatus(WORD wStatus) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_ReplyStatusSW1(BYTE *pbySW1) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_ReplyStatusSW2(BYTE *pbySW2) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_Type(ISO_APDU_TYPE *pType) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_Nad(BYTE *pbNad) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_Nad(BYTE bNad) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_ReplyNad(BYTE *pbNad) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_ReplyNad(BYTE bNad) = 0;
    virtual HRESULT STDMETHODCALLTYPE BuildCmd(BYTE byClassId, BYTE byInsId, BYTE byP1 = 0, BYTE byP2 = 0,
                                               LPBYTEBUFFER pbyData = SCARD_COM_NULL, LONG *plLe = SCARD_COM_NULL) = 0;
    virtual HRESULT STDMETHODCALLTYPE Clear() = 0;
    virtual HRESULT STDMETHODCALLTYPE Encapsulate(LPBYTEBUFFER pApdu, ISO_APDU_TYPE ApduType) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_AlternateClassId(BYTE *pbyClass) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_AlternateClassId(BYTE byClass = 0) = 0;
};
SCARD_COM_CPP_END
#else
typedef struct ISCardCmdVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(ISCardCmd *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(ISCardCmd *This);
    ULONG (STDMETHODCALLTYPE *Release)(ISCardCmd *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(ISCardCmd *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(ISCardCmd *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(ISCardCmd *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames, LCID lcid,
                                               DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(ISCardCmd *This, DISPID dispIdMember, REFIID riid, LCID lcid, WORD wFlags,
                                        DISPPARAMS *pDispParams, VARIANT *pVarResult, EXCEPINFO *pExcepInfo,
                                        UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *get_Apdu)(ISCardCmd *This, LPBYTEBUFFER *ppApdu);
    HRESULT (STDMETHODCALLTYPE *put_Apdu)(ISCardCmd *This, LPBYTEBUFFER pApdu);
    HRESULT (STDMETHODCALLTYPE *get_ApduLength)(ISCardCmd *This, LONG *plSize);
    HRESULT (STDMETHODCALLTYPE *get_ApduReply)(ISCardCmd *This, LPBYTEBUFFER *ppReplyApdu);
    HRESULT (STDMETHODCALLTYPE *put_ApduReply)(ISCardCmd *This, LPBYTEBUFFER pReplyApdu);
    HRESULT (STDMETHODCALLTYPE *get_ApduReplyLength)(ISCardCmd *This, LONG *plSize);
    HRESULT (STDMETHODCALLTYPE *put_ApduReplyLength)(ISCardCmd *This, LONG lSize);
    HRESULT (STDMETHODCALLTYPE *get_ClassId)(ISCardCmd *This, BYTE *pbyClass);
    HRESULT (STDMETHODCALLTYPE *put_ClassId)(ISCardCmd *This, BYTE byClass);
    HRESULT (STDMETHODCALLTYPE *get_Data)(ISCardCmd *This, LPBYTEBUFFER *ppData);
    HRESULT (STDMETHODCALLTYPE *put_Data)(ISCardCmd *This, LPBYTEBUFFER pData);
    HRESULT (STDMETHODCALLTYPE *get_InstructionId)(ISCardCmd *This, BYTE *pbyIns);
    HRESULT (STDMETHODCALLTYPE *put_InstructionId)(ISCardCmd *This, BYTE byIns);
    HRESULT (STDMETHODCALLTYPE *get_LeField)(ISCardCmd *This, LONG *plSize);
    HRESULT (STDMETHODCALLTYPE *get_P1)(ISCardCmd *This, BYTE *pbyP1);
    HRESULT (STDMETHODCALLTYPE *put_P1)(ISCardCmd *This, BYTE byP1);
    HRESULT (STDMETHODCALLTYPE *get_P2)(ISCardCmd *This, BYTE *pbyP2);
    HRESULT (STDMETHODCALLTYPE *put_P2)(ISCardCmd *This, BYTE byP2);
    HRESULT (STDMETHODCALLTYPE *get_P3)(ISCardCmd *This, BYTE *pbyP3);
    HRESULT (STDMETHODCALLTYPE *get_ReplyStatus)(ISCardCmd *This, WORD *pwStatus);
    HRESULT (STDMETHODCALLTYPE *put_ReplyStatus)(ISCardCmd *This, WORD wStatus);
    HRESULT (STDMETHODCALLTYPE *get_ReplyStatusSW1)(ISCardCmd *This, BYTE *pbySW1);
    HRESULT (STDMETHODCALLTYPE *get_ReplyStatusSW2)(ISCardCmd *This, BYTE *pbySW2);
    HRESULT (STDMETHODCALLTYPE *get_Type)(ISCardCmd *This, ISO_APDU_TYPE *pType);
    HRESULT (STDMETHODCALLTYPE *get_Nad)(ISCardCmd *This, BYTE *pbNad);
    HRESULT (STDMETHODCALLTYPE *put_Nad)(ISCardCmd *This, BYTE bNad);
    HRESULT (STDMETHODCALLTYPE *get_ReplyNad)(ISCardCmd *This, BYTE *pbNad);
    HRESULT (STDMETHODCALLTYPE *put_ReplyNad)(ISCardCmd *This, BYTE bNad);
    HRESULT (STDMETHODCALLTYPE *BuildCmd)(ISCardCmd *This, BYTE byClassId, BYTE byInsId, BYTE byP1, BYTE byP2,
                                          LPBYTEBUFFER pbyData, LONG *plLe);
    HRESULT (STDMETHODCALLTYPE *Clear)(ISCardCmd *This);
    HRESULT (STDMETHODCALLTYPE *Encapsulate)(ISCardCmd *This, LPBYTEBUFFER pApdu, ISO_APDU_TYPE ApduType);
    HRESULT (STDMETHODCALLTYPE *get_AlternateClassId)(ISCardCmd *This, BYTE *pbyClass);
    HRESULT (STDMETHODCALLTYPE *put_AlternateClassId)(ISCardCmd *This, BYTE byClass);
} ISCardCmdVtbl;

struct ISCardCmd {
    CONST_VTBL ISCardCmdVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define ISCardCmd_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ISCardCmd_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ISCardCmd_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ISCardCmd_GetTypeInfoCount(This, pctinfo) \
    ((This)->lpVtbl->GetTypeInfoCount(This, pctinfo))
#define ISCardCmd_GetTypeInfo(This, iTInfo, lcid, ppTInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo))
#define ISCardCmd_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId) \
    ((This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId))
#define ISCardCmd_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    ((This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr))
#define ISCardCmd_get_Apdu(This, ppApdu) \
    ((This)->lpVtbl->get_Apdu(This, ppApdu))
#define ISCardCmd_put_Apdu(This, pApdu) \
    ((This)->lpVtbl->put_Apdu(This, pApdu))
#define ISCardCmd_get_ApduLength(This, plSize) \
    ((This)->lpVtbl->get_ApduLength(This, plSize))
#define ISCardCmd_get_ApduReply(This, ppReplyApdu) \
    ((This)->lpVtbl->get_ApduReply(This, ppReplyApdu))
#define ISCardCmd_put_ApduReply(This, pReplyApdu) \
    ((This)->lpVtbl->put_ApduReply(This, pReplyApdu))
#define ISCardCmd_get_ApduReplyLength(This, plSize) \
    ((This)->lpVtbl->get_ApduReplyLength(This, plSize))
#define ISCardCmd_put_ApduReplyLength(This, lSize) \
    ((This)->lpVtbl->put_ApduReplyLength(This, lSize))
#define ISCardCmd_get_ClassId(This, pbyClass) \
    ((This)->lpVtbl->get_ClassId(This, pbyClass))
#define ISCardCmd_put_ClassId(This, byClass) \
    ((This)->lpVtbl->put_ClassId(This, byClass))
#define ISCardCmd_get_Data(This, ppData) \
    ((This)->lpVtbl->get_Data(This, ppData))
#define ISCardCmd_put_Data(This, pData) \
    ((This)->lpVtbl->put_Data(This, pData))
#define ISCardCmd_get_InstructionId(This, pbyIns) \
    ((This)->lpVtbl->get_InstructionId(This, pbyIns))
#define ISCardCmd_put_InstructionId(This, byIns) \
    ((This)->lpVtbl->put_InstructionId(This, byIns))
#define ISCardCmd_get_LeField(This, plSize) \
    ((This)->lpVtbl->get_LeField(This, plSize))
#define ISCardCmd_get_P1(This, pbyP1) \
    ((This)->lpVtbl->get_P1(This, pbyP1))
#define ISCardCmd_put_P1(This, byP1) \
    ((This)->lpVtbl->put_P1(This, byP1))
#define ISCardCmd_get_P2(This, pbyP2) \
    ((This)->lpVtbl->get_P2(This, pbyP2))
#define ISCardCmd_put_P2(This, byP2) \
    ((This)->lpVtbl->put_P2(This, byP2))
#define ISCardCmd_get_P3(This, pbyP3) \
    ((This)->lpVtbl->get_P3(This, pbyP3))
#define ISCardCmd_get_ReplyStatus(This, pwStatus) \
    ((This)->lpVtbl->get_ReplyStatus(This, pwStatus))
#define ISCardCmd_put_ReplyStatus(This, wStatus) \
    ((This)->lpVtbl->put_ReplyStatus(This, wStatus))
#define ISCardCmd_get_ReplyStatusSW1(This, pbySW1) \
    ((This)->lpVtbl->get_ReplyStatusSW1(This, pbySW1))
#define ISCardCmd_get_ReplyStatusSW2(This, pbySW2) \
    ((This)->lpVtbl->get_ReplyStatusSW2(This, pbySW2))
#define ISCardCmd_get_Type(This, pType) \
    ((This)->lpVtbl->get_Type(This, pType))
#define ISCardCmd_get_Nad(This, pbNad) \
    ((This)->lpVtbl->get_Nad(This, pbNad))
#define ISCardCmd_put_Nad(This, bNad) \
    ((This)->lpVtbl->put_Nad(This, bNad))
#define ISCardCmd_get_ReplyNad(This, pbNad) \
    ((This)->lpVtbl->get_ReplyNad(This, pbNad))
#define ISCardCmd_put_ReplyNad(This, bNad) \
    ((This)->lpVtbl->put_ReplyNad(This, bNad))
#define ISCardCmd_BuildCmd(This, byClassId, byInsId, byP1, byP2, pbyData, plLe) \
    ((This)->lpVtbl->BuildCmd(This, byClassId, byInsId, byP1, byP2, pbyData, plLe))
#define ISCardCmd_Clear(This) \
    ((This)->lpVtbl->Clear(This))
#define ISCardCmd_Encapsulate(This, pApdu, ApduType) \
    ((This)->lpVtbl->Encapsulate(This, pApdu, ApduType))
#define ISCardCmd_get_AlternateClassId(This, pbyClass) \
    ((This)->lpVtbl->get_AlternateClassId(This, pbyClass))
#define ISCardCmd_put_AlternateClassId(This, byClass) \
    ((This)->lpVtbl->put_AlternateClassId(This, byClass))
#endif
#endif

/* Builds the commands of ISO 7816-4. */
#if defined(__cplusplus) && !defined(CINTERFACE)
SCARD_COM_CPP_BEGIN
MIDL_INTERFACE("53B6AA68-3F56-11D0-916B-00AA00C18068")
ISCardISO7816 : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE AppendRecord(BYTE byRefCtrl, LPBYTEBUFFER pData, LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE EraseBinary(BYTE byP1, BYTE byP2, LPBYTEBUFFER pData, LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE ExternalAuthenticate(BYTE byAlgorithmRef, BYTE bySecretRef,
                                                           LPBYTEBUFFER pChallenge, LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetChallenge(LONG lBytesExpected, LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetData(BYTE byP1, BYTE byP2, LONG lBytesToGet, LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetResponse(BYTE byP1, BYTE byP2, LONG lDataLength, LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE InternalAuthenticate(BYTE byAlgorithmRef, BYTE bySecretRef,
                                                           LPBYTEBUFFER pChallenge, LONG lReplyBytes,
                                                           LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE ManageChannel(BYTE byChannelState, BYTE byChannel, LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE PutData(BYTE byP1, BYTE byP2, LPBYTEBUFFER pData, LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE ReadBinary(BYTE byP1, BYTE byP2, LONG lBytesToRead, LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE ReadRecord(BYTE byRecordId, BYTE byRefCtrl, LONG lBytesToRead,
                                                 LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE SelectFile(BYTE byP1, BYTE byP2, LPBYTEBUFFER pData, LONG lBytesToRead,
                                                 LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetDefaultClassId(BYTE byClass) = 0;
    virtual HRESULT STDMETHODCALLTYPE UpdateBinary(BYTE byP1, BYTE byP2, LPBYTEBUFFER pData, LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE UpdateRecord(BYTE byRecordId, BYTE byRefCtrl, LPBYTEBUFFER pData,
                                                   LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE Verify(BYTE byRefCtrl, LPBYTEBUFFER pData, LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE WriteBinary(BYTE byP1, BYTE byP2, LPBYTEBUFFER pData, LPSCARDCMD *ppCmd) = 0;
    virtual HRESULT STDMETHODCALLTYPE WriteRecord(BYTE byRecordId, BYTE byRefCtrl, LPBYTEBUFFER pData,
                                                  LPSCARDCMD *ppCmd) = 0;
};
SCARD_COM_CPP_END
#else
typedef struct ISCardISO7816Vtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(ISCardISO7816 *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(ISCardISO7816 *This);
    ULONG (STDMETHODCALLTYPE *Release)(ISCardISO7816 *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(ISCardISO7816 *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(ISCardISO7816 *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(ISCardISO7816 *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames, LCID lcid,
                                               DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(ISCardISO7816 *This, DISPID dispIdMember, REFIID riid, LCID lcid, WORD wFlags,
                                        DISPPARAMS *pDispParams, VARIANT *pVarResult, EXCEPINFO *pExcepInfo,
                                        UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *AppendRecord)(ISCardISO7816 *This, BYTE byRefCtrl, LPBYTEBUFFER pData,
                                              LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *EraseBinary)(ISCardISO7816 *This, BYTE byP1, BYTE byP2, LPBYTEBUFFER pData,
                                             LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *ExternalAuthenticate)(ISCardISO7816 *This, BYTE byAlgorithmRef, BYTE bySecretRef,
                                                      LPBYTEBUFFER pChallenge, LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *GetChallenge)(ISCardISO7816 *This, LONG lBytesExpected, LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *GetData)(ISCardISO7816 *This, BYTE byP1, BYTE byP2, LONG lBytesToGet,
                                         LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *GetResponse)(ISCardISO7816 *This, BYTE byP1, BYTE byP2, LONG lDataLength,
                                             LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *InternalAuthenticate)(ISCardISO7816 *This, BYTE byAlgorithmRef, BYTE bySecretRef,
                                                      LPBYTEBUFFER pChallenge, LONG lReplyBytes, LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *ManageChannel)(ISCardISO7816 *This, BYTE byChannelState, BYTE byChannel,
                                               LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *PutData)(ISCardISO7816 *This, BYTE byP1, BYTE byP2, LPBYTEBUFFER pData,
                                         LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *ReadBinary)(ISCardISO7816 *This, BYTE byP1, BYTE byP2, LONG lBytesToRead,
                                            LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *ReadRecord)(ISCardISO7816 *This, BYTE byRecordId, BYTE byRefCtrl, LONG lBytesToRead,
                                            LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *SelectFile)(ISCardISO7816 *This, BYTE byP1, BYTE byP2, LPBYTEBUFFER pData,
                                            LONG lBytesToRead, LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *SetDefaultClassId)(ISCardISO7816 *This, BYTE byClass);
    HRESULT (STDMETHODCALLTYPE *UpdateBinary)(ISCardISO7816 *This, BYTE byP1, BYTE byP2, LPBYTEBUFFER pData,
                                              LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *UpdateRecord)(ISCardISO7816 *This, BYTE byRecordId, BYTE byRefCtrl,
                                              LPBYTEBUFFER pData, LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *Verify)(ISCardISO7816 *This, BYTE byRefCtrl, LPBYTEBUFFER pData, LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *WriteBinary)(ISCardISO7816 *This, BYTE byP1, BYTE byP2, LPBYTEBUFFER pData,
                                             LPSCARDCMD *ppCmd);
    HRESULT (STDMETHODCALLTYPE *WriteRecord)(ISCardISO7816 *This, BYTE byRecordId, BYTE byRefCtrl, LPBYTEBUFFER pData,
                                             LPSCARDCMD *ppCmd);
} ISCardISO7816Vtbl;

struct ISCardISO7816 {
    CONST_VTBL ISCardISO7816Vtbl *lpVtbl;
};

#ifdef COBJMACROS
#define ISCardISO7816_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ISCardISO7816_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ISCardISO7816_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ISCardISO7816_GetTypeInfoCount(This, pctinfo) \
    ((This)->lpVtbl->GetTypeInfoCount(This, pctinfo))
#define ISCardISO7816_GetTypeInfo(This, iTInfo, lcid, ppTInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo))
#define ISCardISO7816_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId) \
    ((This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId))
#define ISCardISO7816_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    ((This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr))
#define ISCardISO7816_AppendRecord(This, byRefCtrl, pData, ppCmd) \
    ((This)->lpVtbl->AppendRecord(This, byRefCtrl, pData, ppCmd))
#define ISCardISO7816_EraseBinary(This, byP1, byP2, pData, ppCmd) \
    ((This)->lpVtbl->EraseBinary(This, byP1, byP2, pData, ppCmd))
#define ISCardISO7816_ExternalAuthenticate(This, byAlgorithmRef, bySecretRef, pChallenge, ppCmd) \
    ((This)->lpVtbl->ExternalAuthenticate(This, byAlgorithmRef, bySecretRef, pChallenge, ppCmd))
#define ISCardISO7816_GetChallenge(This, lBytesExpected, ppCmd) \
    ((This)->lpVtbl->GetChallenge(This, lBytesExpected, ppCmd))
#define ISCardISO7816_GetData(This, byP1, byP2, lBytesToGet, ppCmd) \
    ((This)->lpVtbl->GetData(This, byP1, byP2, lBytesToGet, ppCmd))
#define ISCardISO7816_GetResponse(This, byP1, byP2, lDataLength, ppCmd) \
    ((This)->lpVtbl->GetResponse(This, byP1, byP2, lDataLength, ppCmd))
#define ISCardISO7816_InternalAuthenticate(This, byAlgorithmRef, bySecretRef, pChallenge, lReplyBytes, ppCmd) \
    ((This)->lpVtbl->InternalAuthenticate(This, byAlgorithmRef, bySecretRef, pChallenge, lReplyBytes, ppCmd))
#define ISCardISO7816_ManageChannel(This, byChannelState, byChannel, ppCmd) \
    ((This)->lpVtbl->ManageChannel(This, byChannelState, byChannel, ppCmd))
#define ISCardISO7816_PutData(This, byP1, byP2, pData, ppCmd) \
    ((This)->lpVtbl->PutData(This, byP1, byP2, pData, ppCmd))
#define ISCardISO7816_ReadBinary(This, byP1, byP2, lBytesToRead, ppCmd) \
    ((This)->lpVtbl->ReadBinary(This, byP1, byP2, lBytesToRead, ppCmd))
#define ISCardISO7816_ReadRecord(This, byRecordId, byRefCtrl, lBytesToRead, ppCmd) \
    ((This)->lpVtbl->ReadRecord(This, byRecordId, byRefCtrl, lBytesToRead, ppCmd))
#define ISCardISO7816_SelectFile(This, byP1, byP2, pData, lBytesToRead, ppCmd) \
    ((This)->lpVtbl->SelectFile(This, byP1, byP2, pData, lBytesToRead, ppCmd))
#define ISCardISO7816_SetDefaultClassId(This, byClass) \
    ((This)->lpVtbl->SetDefaultClassId(This, byClass))
#define ISCardISO7816_UpdateBinary(This, byP1, byP2, pData, ppCmd) \
    ((This)->lpVtbl->UpdateBinary(This, byP1, byP2, pData, ppCmd))
#define ISCardISO7816_UpdateRecord(This, byRecordId, byRefCtrl, pData, ppCmd) \
    ((This)->lpVtbl->UpdateRecord(This, byRecordId, byRefCtrl, pData, ppCmd))
#define ISCardISO7816_Verify(This, byRefCtrl, pData, ppCmd) \
    ((This)->lpVtbl->Verify(This, byRefCtrl, pData, ppCmd))
#define ISCardISO7816_WriteBinary(This, byP1, byP2, pData, ppCmd) \
    ((This)->lpVtbl->WriteBinary(This, byP1, byP2, pData, ppCmd))
#define ISCardISO7816_WriteRecord(This, byRecordId, byRefCtrl, pData, ppCmd) \
    ((This)->lpVtbl->WriteRecord(This, byRecordId, byRefCtrl, pData, ppCmd))
#endif
#endif

/* Bytes with a seek pointer: an IStream in Automation's types. */
#if defined(__cplusplus) && !defined(CINTERFACE)
SCARD_COM_CPP_BEGIN
MIDL_INTERFACE("E126F8FE-A7AF-11D0-B88A-00C04FD424B9")
IByteBuffer : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE get_Stream(LPSTREAM *ppStream) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_Stream(LPSTREAM pStream) = 0;
    virtual HRESULT STDMETHODCALLTYPE Clone(LPBYTEBUFFER *ppByteBuffer) = 0;
    virtual HRESULT STDMETHODCALLTYPE Commit(LONG grfCommitFlags) = 0;
    virtual HRESULT STDMETHODCALLTYPE CopyTo(LPBYTEBUFFER *ppByteBuffer, LONG cb, LONG *pcbRead = SCARD_COM_NULL,
                                             LONG *pcbWritten = SCARD_COM_NULL) = 0;
    virtual HRESULT STDMETHODCALLTYPE Initialize(LONG lSize = 1, LPBYTE pData = SCARD_COM_NULL) = 0;
    virtual HRESULT STDMETHODCALLTYPE LockRegion(LONG libOffset, LONG cb, LONG dwLockType) = 0;
    virtual HRESULT STDMETHODCALLTYPE Read(BYTE *pByte, LONG cb, LONG *pcbRead = SCARD_COM_NULL) = 0;
    virtual HRESULT STDMETHODCALLTYPE Revert() = 0;
    virtual HRESULT STDMETHODCALLTYPE Seek(LONG dLibMove, LONG dwOrigin, LONG *pLibnewPosition = SCARD_COM_NULL) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetSize(LONG libNewSize) = 0;
    virtual HRESULT STDMETHODCALLTYPE Stat(STATSTRUCT *pstatstg, LONG grfStatFlag) = 0;
    virtual HRESULT STDMETHODCALLTYPE UnlockRegion(LONG libOffset, LONG cb, LONG dwLockType) = 0;
    virtual HRESULT STDMETHODCALLTYPE Write(BYTE *pByte, LONG cb, LONG *pcbWritten) = 0;
};
SCARD_COM_CPP_END
#else
typedef struct IByteBufferVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(IByteBuffer *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(IByteBuffer *This);
    ULONG (STDMETHODCALLTYPE *Release)(IByteBuffer *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(IByteBuffer *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(IByteBuffer *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(IByteBuffer *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames, LCID lcid,
                                               DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(IByteBuffer *This, DISPID dispIdMember, REFIID riid, LCID lcid, WORD wFlags,
                                        DISPPARAMS *pDispParams, VARIANT *pVarResult, EXCEPINFO *pExcepInfo,
                                        UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *get_Stream)(IByteBuffer *This, LPSTREAM *ppStream);
    HRESULT (STDMETHODCALLTYPE *put_Stream)(IByteBuffer *This, LPSTREAM pStream);
    HRESULT (STDMETHODCALLTYPE *Clone)(IByteBuffer *This, LPBYTEBUFFER *ppByteBuffer);
    HRESULT (STDMETHODCALLTYPE *Commit)(IByteBuffer *This, LONG grfCommitFlags);
    HRESULT (STDMETHODCALLTYPE *CopyTo)(IByteBuffer *This, LPBYTEBUFFER *ppByteBuffer, LONG cb, LONG *pcbRead,
                                        LONG *pcbWritten);
    HRESULT (STDMETHODCALLTYPE *Initialize)(IByteBuffer *This, LONG lSize, LPBYTE pData);
    HRESULT (STDMETHODCALLTYPE *LockRegion)(IByteBuffer *This, LONG libOffset, LONG cb, LONG dwLockType);
    HRESULT (STDMETHODCALLTYPE *Read)(IByteBuffer *This, BYTE *pByte, LONG cb, LONG *pcbRead);
    HRESULT (STDMETHODCALLTYPE *Revert)(IByteBuffer *This);
    HRESULT (STDMETHODCALLTYPE *Seek)(IByteBuffer *This, LONG dLibMove, LONG dwOrigin, LONG *pLibnewPosition);
    HRESULT (STDMETHODCALLTYPE *SetSize)(IByteBuffer *This, LONG libNewSize);
    HRESULT (STDMETHODCALLTYPE *Stat)(IByteBuffer *This, STATSTRUCT *pstatstg, LONG grfStatFlag);
    HRESULT (STDMETHODCALLTYPE *UnlockRegion)(IByteBuffer *This, LONG libOffset, LONG cb, LONG dwLockType);
    HRESULT (STDMETHODCALLTYPE *Write)(IByteBuffer *This, BYTE *pByte, LONG cb, LONG *pcbWritten);
} IByteBufferVtbl;

struct IByteBuffer {
    CONST_VTBL IByteBufferVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define IByteBuffer_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IByteBuffer_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define IByteBuffer_Release(This) \
    ((This)->lpVtbl->Release(This))
#define IByteBuffer_GetTypeInfoCount(This, pctinfo) \
    ((This)->lpVtbl->GetTypeInfoCount(This, pctinfo))
#define IByteBuffer_GetTypeInfo(This, iTInfo, lcid, ppTInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo))
#define IByteBuffer_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId) \
    ((This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId))
#define IByteBuffer_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    ((This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr))
#define IByteBuffer_get_Stream(This, ppStream) \
    ((This)->lpVtbl->get_Stream(This, ppStream))
#define IByteBuffer_put_Stream(This, pStream) \
    ((This)->lpVtbl->put_Stream(This, pStream))
#define IByteBuffer_Clone(This, ppByteBuffer) \
    ((This)->lpVtbl->Clone(This, ppByteBuffer))
#define IByteBuffer_Commit(This, grfCommitFlags) \
    ((This)->lpVtbl->Commit(This, grfCommitFlags))
#define IByteBuffer_CopyTo(This, ppByteBuffer, cb, pcbRead, pcbWritten) \
    ((This)->lpVtbl->CopyTo(This, ppByteBuffer, cb, pcbRead, pcbWritten))
#define IByteBuffer_Initialize(This, lSize, pData) \
    ((This)->lpVtbl->Initialize(This, lSize, pData))
#define IByteBuffer_LockRegion(This, libOffset, cb, dwLockType) \
    ((This)->lpVtbl->LockRegion(This, libOffset, cb, dwLockType))
#define IByteBuffer_Read(This, pByte, cb, pcbRead) \
    ((This)->lpVtbl->Read(This, pByte, cb, pcbRead))
#define IByteBuffer_Revert(This) \
    ((This)->lpVtbl->Revert(This))
#define IByteBuffer_Seek(This, dLibMove, dwOrigin, pLibnewPosition) \
    ((This)->lpVtbl->Seek(This, dLibMove, dwOrigin, pLibnewPosition))
#define IByteBuffer_SetSize(This, libNewSize) \
    ((This)->lpVtbl->SetSize(This, libNewSize))
#define IByteBuffer_Stat(This, pstatstg, grfStatFlag) \
    ((This)->lpVtbl->Stat(This, pstatstg, grfStatFlag))
#define IByteBuffer_UnlockRegion(This, libOffset, cb, dwLockType) \
    ((This)->lpVtbl->UnlockRegion(This, libOffset, cb, dwLockType))
#define IByteBuffer_Write(This, pByte, cb, pcbWritten) \
    ((This)->lpVtbl->Write(This, pByte, cb, pcbWritten))
#endif
#endif

/* Conversions between byte buffers, arrays and streams. */
#if defined(__cplusplus) && !defined(CINTERFACE)
SCARD_COM_CPP_BEGIN
MIDL_INTERFACE("53B6AA63-3F56-11D0-916B-00AA00C18068")
ISCardTypeConv : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE ConvertByteArrayToByteBuffer(LPBYTE pbyArray, DWORD dwArraySize,
                                                                   LPBYTEBUFFER *ppbyBuffer) = 0;
    virtual HRESULT STDMETHODCALLTYPE ConvertByteBufferToByteArray(LPBYTEBUFFER pbyBuffer, LPBYTEARRAY *ppArray) = 0;
    virtual HRESULT STDMETHODCALLTYPE ConvertByteBufferToSafeArray(LPBYTEBUFFER pbyBuffer, LPSAFEARRAY *ppbyArray) = 0;
    virtual HRESULT STDMETHODCALLTYPE ConvertSafeArrayToByteBuffer(LPSAFEARRAY pbyArray, LPBYTEBUFFER *ppbyBuff) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateByteArray(DWORD dwAllocSize, LPBYTE *ppbyArray) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateByteBuffer(DWORD dwAllocSize, LPBYTEBUFFER *ppbyBuff) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateSafeArray(UINT nAllocSize, LPSAFEARRAY *ppArray) = 0;
    virtual HRESULT STDMETHODCALLTYPE FreeIStreamMemoryPtr(LPSTREAM pStrm, LPBYTE pMem) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetAtIStreamMemory(LPSTREAM pStrm, LPBYTEARRAY *ppMem) = 0;
    virtual HRESULT STDMETHODCALLTYPE SizeOfIStream(LPSTREAM pStrm, ULARGE_INTEGER *puliSize) = 0;
};
SCARD_COM_CPP_END
#else
typedef struct ISCardTypeConvVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(ISCardTypeConv *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(ISCardTypeConv *This);
    ULONG (STDMETHODCALLTYPE *Release)(ISCardTypeConv *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(ISCardTypeConv *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(ISCardTypeConv *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(ISCardTypeConv *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames, LCID lcid,
                                               DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(ISCardTypeConv *This, DISPID dispIdMember, REFIID riid, LCID lcid, WORD wFlags,
                                        DISPPARAMS *pDispParams, VARIANT *pVarResult, EXCEPINFO *pExcepInfo,
                                        UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *ConvertByteArrayToByteBuffer)(ISCardTypeConv *This, LPBYTE pbyArray,
                                                              DWORD dwArraySize, LPBYTEBUFFER *ppbyBuffer);
    HRESULT (STDMETHODCALLTYPE *ConvertByteBufferToByteArray)(ISCardTypeConv *This, LPBYTEBUFFER pbyBuffer,
                                                              LPBYTEARRAY *ppArray);
    HRESULT (STDMETHODCALLTYPE *ConvertByteBufferToSafeArray)(ISCardTypeConv *This, LPBYTEBUFFER pbyBuffer,
                                                              LPSAFEARRAY *ppbyArray);
    HRESULT (STDMETHODCALLTYPE *ConvertSafeArrayToByteBuffer)(ISCardTypeConv *This, LPSAFEARRAY pbyArray,
                                                              LPBYTEBUFFER *ppbyBuff);
    HRESULT (STDMETHODCALLTYPE *CreateByteArray)(ISCardTypeConv *This, DWORD dwAllocSize, LPBYTE *ppbyArray);
    HRESULT (STDMETHODCALLTYPE *CreateByteBuffer)(ISCardTypeConv *This, DWORD dwAllocSize, LPBYTEBUFFER *ppbyBuff);
    HRESULT (STDMETHODCALLTYPE *CreateSafeArray)(ISCardTypeConv *This, UINT nAllocSize, LPSAFEARRAY *ppArray);
    HRESULT (STDMETHODCALLTYPE *FreeIStreamMemoryPtr)(ISCardTypeConv *This, LPSTREAM pStrm, LPBYTE pMem);
    HRESULT (STDMETHODCALLTYPE *GetAtIStreamMemory)(ISCardTypeConv *This, LPSTREAM pStrm, LPBYTEARRAY *ppMem);
    HRESULT (STDMETHODCALLTYPE *SizeOfIStream)(ISCardTypeConv *This, LPSTREAM pStrm, ULARGE_INTEGER *puliSize);
} ISCardTypeConvVtbl;

struct ISCardTypeConv {
    CONST_VTBL ISCardTypeConvVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define ISCardTypeConv_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ISCardTypeConv_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ISCardTypeConv_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ISCardTypeConv_GetTypeInfoCount(This, pctinfo) \
    ((This)->lpVtbl->GetTypeInfoCount(This, pctinfo))
#define ISCardTypeConv_GetTypeInfo(This, iTInfo, lcid, ppTInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo))
#define ISCardTypeConv_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId) \
    ((This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId))
#define ISCardTypeConv_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    ((This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr))
#define ISCardTypeConv_ConvertByteArrayToByteBuffer(This, pbyArray, dwArraySize, ppbyBuffer) \
    ((This)->lpVtbl->ConvertByteArrayToByteBuffer(This, pbyArray, dwArraySize, ppbyBuffer))
#define ISCardTypeConv_ConvertByteBufferToByteArray(This, pbyBuffer, ppArray) \
    ((This)->lpVtbl->ConvertByteBufferToByteArray(This, pbyBuffer, ppArray))
#define ISCardTypeConv_ConvertByteBufferToSafeArray(This, pbyBuffer, ppbyArray) \
    ((This)->lpVtbl->ConvertByteBufferToSafeArray(This, pbyBuffer, ppbyArray))
#define ISCardTypeConv_ConvertSafeArrayToByteBuffer(This, pbyArray, ppbyBuff) \
    ((This)->lpVtbl->ConvertSafeArrayToByteBuffer(This, pbyArray, ppbyBuff))
#define ISCardTypeConv_CreateByteArray(This, dwAllocSize, ppbyArray) \
    ((This)->lpVtbl->CreateByteArray(This, dwAllocSize, ppbyArray))
#define ISCardTypeConv_CreateByteBuffer(This, dwAllocSize, ppbyBuff) \
    ((This)->lpVtbl->CreateByteBuffer(This, dwAllocSize, ppbyBuff))
#define ISCardTypeConv_CreateSafeArray(This, nAllocSize, ppArray) \
    ((This)->lpVtbl->CreateSafeArray(This, nAllocSize, ppArray))
#define ISCardTypeConv_FreeIStreamMemoryPtr(This, pStrm, pMem) \
    ((This)->lpVtbl->FreeIStreamMemoryPtr(This, pStrm, pMem))
#define ISCardTypeConv_GetAtIStreamMemory(This, pStrm, ppMem) \
    ((This)->lpVtbl->GetAtIStreamMemory(This, pStrm, ppMem))
#define ISCardTypeConv_SizeOfIStream(This, pStrm, puliSize) \
    ((This)->lpVtbl->SizeOfIStream(This, pStrm, puliSize))
#endif
#endif

/* The known cards, and the readers. */
#if defined(__cplusplus) && !defined(CINTERFACE)
SCARD_COM_CPP_BEGIN
MIDL_INTERFACE("1461AAC8-6810-11D0-918F-00AA00C18068")
ISCardDatabase : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE GetProviderCardId(BSTR bstrCardName, LPGUID *ppguidProviderId) = 0;
    virtual HRESULT STDMETHODCALLTYPE ListCardInterfaces(BSTR bstrCardName, LPSAFEARRAY *ppInterfaceGuids) = 0;
    virtual HRESULT STDMETHODCALLTYPE ListCards(LPBYTEBUFFER pAtr, LPSAFEARRAY pInterfaceGuids, LONG localeId,
                                                LPSAFEARRAY *ppCardNames) = 0;
    virtual HRESULT STDMETHODCALLTYPE ListReaderGroups(LONG localeId, LPSAFEARRAY *ppReaderGroups) = 0;
    virtual HRESULT STDMETHODCALLTYPE ListReaders(LONG localeId, LPSAFEARRAY *ppReaders) = 0;
#ifndef _WIN32
    HRESULT GetProviderCardId(const scard_com_text &bstrCardName, LPGUID *ppguidProviderId)
    {
        return GetProviderCardId(bstrCardName.bstr(), ppguidProviderId);
    }
#endif
#ifndef _WIN32
    template <size_t length>
    HRESULT GetProviderCardId(const OLECHAR (&bstrCardName)[length], LPGUID *ppguidProviderId)
    {
        return GetProviderCardId(scard_com_text(bstrCardName).bstr(), ppguidProviderId);
    }
#endif
#ifndef _WIN32
    HRESULT ListCardInterfaces(const scard_com_text &bstrCardName, LPSAFEARRAY *ppInterfaceGuids)
    {
        return ListCardInterfaces(bstrCardName.bstr(), ppInterfaceGuids);
    }
#endif
#ifndef _WIN32
    template <size_t length>
    HRESULT ListCardInterfaces(const OLECHAR (&bstrCardName)[length], LPSAFEARRAY *ppInterfaceGuids)
    {
        return ListCardInterfaces(scard_com_text(bstrCardName).bstr(), ppInterfaceGuids);
    }
#endif
};
SCARD_COM_CPP_END
#else
typedef struct ISCardDatabaseVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(ISCardDatabase *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(ISCardDatabase *This);
    ULONG (STDMETHODCALLTYPE *Release)(ISCardDatabase *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(ISCardDatabase *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(ISCardDatabase *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(ISCardDatabase *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames, LCID lcid,
                                               DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(ISCardDatabase *This, DISPID dispIdMember, REFIID riid, LCID lcid, WORD wFlags,
                                        DISPPARAMS *pDispParams, VARIANT *pVarResult, EXCEPINFO *pExcepInfo,
                                        UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *GetProviderCardId)(ISCardDatabase *This, BSTR bstrCardName, LPGUID *ppguidProviderId);
    HRESULT (STDMETHODCALLTYPE *ListCardInterfaces)(ISCardDatabase *This, BSTR bstrCardName,
                                                    LPSAFEARRAY *ppInterfaceGuids);
    HRESULT (STDMETHODCALLTYPE *ListCards)(ISCardDatabase *This, LPBYTEBUFFER pAtr, LPSAFEARRAY pInterfaceGuids,
                                           LONG localeId, LPSAFEARRAY *ppCardNames);
    HRESULT (STDMETHODCALLTYPE *ListReaderGroups)(ISCardDatabase *This, LONG localeId, LPSAFEARRAY *ppReaderGroups);
    HRESULT (STDMETHODCALLTYPE *ListReaders)(ISCardDatabase *This, LONG localeId, LPSAFEARRAY *ppReaders);
} ISCardDatabaseVtbl;

struct ISCardDatabase {
    CONST_VTBL ISCardDatabaseVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define ISCardDatabase_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ISCardDatabase_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ISCardDatabase_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ISCardDatabase_GetTypeInfoCount(This, pctinfo) \
    ((This)->lpVtbl->GetTypeInfoCount(This, pctinfo))
#define ISCardDatabase_GetTypeInfo(This, iTInfo, lcid, ppTInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo))
#define ISCardDatabase_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId) \
    ((This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId))
#define ISCardDatabase_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    ((This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr))
#define ISCardDatabase_GetProviderCardId(This, bstrCardName, ppguidProviderId) \
    ((This)->lpVtbl->GetProviderCardId(This, bstrCardName, ppguidProviderId))
#define ISCardDatabase_ListCardInterfaces(This, bstrCardName, ppInterfaceGuids) \
    ((This)->lpVtbl->ListCardInterfaces(This, bstrCardName, ppInterfaceGuids))
#define ISCardDatabase_ListCards(This, pAtr, pInterfaceGuids, localeId, ppCardNames) \
    ((This)->lpVtbl->ListCards(This, pAtr, pInterfaceGuids, localeId, ppCardNames))
#define ISCardDatabase_ListReaderGroups(This, localeId, ppReaderGroups) \
    ((This)->lpVtbl->ListReaderGroups(This, localeId, ppReaderGroups))
#define ISCardDatabase_ListReaders(This, localeId, ppReaders) \
    ((This)->lpVtbl->ListReaders(This, localeId, ppReaders))
#endif
#endif

/* Finds a card by its name. */
#if defined(__cplusplus) && !defined(CINTERFACE)
SCARD_COM_CPP_BEGIN
MIDL_INTERFACE("1461AACD-6810-11D0-918F-00AA00C18068")
ISCardLocate : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE ConfigureCardGuidSearch(LPSAFEARRAY pCardGuids,
                                                              LPSAFEARRAY pGroupNames = SCARD_COM_NULL,
                                                              BSTR bstrTitle = SCARD_COM_NULL, LONG lFlags = 1) = 0;
    virtual HRESULT STDMETHODCALLTYPE ConfigureCardNameSearch(LPSAFEARRAY pCardNames,
                                                              LPSAFEARRAY pGroupNames = SCARD_COM_NULL,
                                                              BSTR bstrTitle = SCARD_COM_NULL, LONG lFlags = 1) = 0;
    virtual HRESULT STDMETHODCALLTYPE FindCard(SCARD_SHARE_MODES ShareMode, SCARD_PROTOCOLS Protocols, LONG lFlags,
                                               LPSCARDINFO *ppCardInfo) = 0;
#ifndef _WIN32
    HRESULT ConfigureCardGuidSearch(LPSAFEARRAY pCardGuids, LPSAFEARRAY pGroupNames, const scard_com_text &bstrTitle,
                                    LONG lFlags = 1)
    {
        return ConfigureCardGuidSearch(pCardGuids, pGroupNames, bstrTitle.bstr(), lFlags);
    }
#endif
#ifndef _WIN32
    template <size_t length>
    HRESULT ConfigureCardGuidSearch(LPSAFEARRAY pCardGuids, LPSAFEARRAY pGroupNames,
                                    const OLECHAR (&bstrTitle)[length], LONG lFlags = 1)
    {
        return ConfigureCardGuidSearch(pCardGuids, pGroupNames, scard_com_text(bstrTitle).bstr(), lFlags);
    }
#endif
#ifndef _WIN32
    HRESULT ConfigureCardNameSearch(LPSAFEARRAY pCardNames, LPSAFEARRAY pGroupNames, const scard_com_text &bstrTitle,
                                    LONG lFlags = 1)
    {
        return ConfigureCardNameSearch(pCardNames, pGroupNames, bstrTitle.bstr(), lFlags);
    }
#endif
#ifndef _WIN32
    template <size_t length>
    HRESULT ConfigureCardNameSearch(LPSAFEARRAY pCardNames, LPSAFEARRAY pGroupNames,
                                    const OLECHAR (&bstrTitle)[length], LONG lFlags = 1)
    {
        return ConfigureCardNameSearch(pCardNames, pGroupNames, scard_com_text(bstrTitle).bstr(), lFlags);
    }
#endif
};
SCARD_COM_CPP_END
#else
typedef struct ISCardLocateVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(ISCardLocate *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(ISCardLocate *This);
    ULONG (STDMETHODCALLTYPE *Release)(ISCardLocate *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(ISCardLocate *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(ISCardLocate *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(ISCardLocate *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames, LCID lcid,
                                               DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(ISCardLocate *This, DISPID dispIdMember, REFIID riid, LCID lcid, WORD wFlags,
                                        DISPPARAMS *pDispParams, VARIANT *pVarResult, EXCEPINFO *pExcepInfo,
                                        UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *ConfigureCardGuidSearch)(ISCardLocate *This, LPSAFEARRAY pCardGuids,
                                                         LPSAFEARRAY pGroupNames, BSTR bstrTitle, LONG lFlags);
    HRESULT (STDMETHODCALLTYPE *ConfigureCardNameSearch)(ISCardLocate *This, LPSAFEARRAY pCardNames,
                                                         LPSAFEARRAY pGroupNames, BSTR bstrTitle, LONG lFlags);
    HRESULT (STDMETHODCALLTYPE *FindCard)(ISCardLocate *This, SCARD_SHARE_MODES ShareMode, SCARD_PROTOCOLS Protocols,
                                          LONG lFlags, LPSCARDINFO *ppCardInfo);
} ISCardLocateVtbl;

struct ISCardLocate {
    CONST_VTBL ISCardLocateVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define ISCardLocate_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ISCardLocate_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ISCardLocate_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ISCardLocate_GetTypeInfoCount(This, pctinfo) \
    ((This)->lpVtbl->GetTypeInfoCount(This, pctinfo))
#define ISCardLocate_GetTypeInfo(This, iTInfo, lcid, ppTInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo))
#define ISCardLocate_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId) \
    ((This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId))
#define ISCardLocate_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    ((This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr))
#define ISCardLocate_ConfigureCardGuidSearch(This, pCardGuids, pGroupNames, bstrTitle, lFlags) \
    ((This)->lpVtbl->ConfigureCardGuidSearch(This, pCardGuids, pGroupNames, bstrTitle, lFlags))
#define ISCardLocate_ConfigureCardNameSearch(This, pCardNames, pGroupNames, bstrTitle, lFlags) \
    ((This)->lpVtbl->ConfigureCardNameSearch(This, pCardNames, pGroupNames, bstrTitle, lFlags))
#define ISCardLocate_FindCard(This, ShareMode, Protocols, lFlags, ppCardInfo) \
    ((This)->lpVtbl->FindCard(This, ShareMode, Protocols, lFlags, ppCardInfo))
#endif
#endif

#ifdef __cplusplus
/* For __uuidof(CSCard). */
class DECLSPEC_UUID("1461AAC7-6810-11D0-918F-00AA00C18068") CSCard;
class DECLSPEC_UUID("D5778AE7-43DE-11D0-9171-00AA00C18068") CSCardCmd;
class DECLSPEC_UUID("53B6AA6C-3F56-11D0-916B-00AA00C18068") CSCardISO7816;
class DECLSPEC_UUID("E126F8FF-A7AF-11D0-B88A-00C04FD424B9") CByteBuffer;
class DECLSPEC_UUID("53B6AA67-3F56-11D0-916B-00AA00C18068") CSCardTypeConv;
class DECLSPEC_UUID("1461AACC-6810-11D0-918F-00AA00C18068") CSCardDatabase;
class DECLSPEC_UUID("1461AAD1-6810-11D0-918F-00AA00C18068") CSCardLocate;
#ifdef __CRT_UUID_DECL
__CRT_UUID_DECL(ISCard, 0x1461AAC3, 0x6810, 0x11D0, 0x91, 0x8F, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68)
__CRT_UUID_DECL(CSCard, 0x1461AAC7, 0x6810, 0x11D0, 0x91, 0x8F, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68)
__CRT_UUID_DECL(ISCardCmd, 0xD5778AE3, 0x43DE, 0x11D0, 0x91, 0x71, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68)
__CRT_UUID_DECL(CSCardCmd, 0xD5778AE7, 0x43DE, 0x11D0, 0x91, 0x71, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68)
__CRT_UUID_DECL(ISCardISO7816, 0x53B6AA68, 0x3F56, 0x11D0, 0x91, 0x6B, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68)
__CRT_UUID_DECL(CSCardISO7816, 0x53B6AA6C, 0x3F56, 0x11D0, 0x91, 0x6B, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68)
__CRT_UUID_DECL(IByteBuffer, 0xE126F8FE, 0xA7AF, 0x11D0, 0xB8, 0x8A, 0x00, 0xC0, 0x4F, 0xD4, 0x24, 0xB9)
__CRT_UUID_DECL(CByteBuffer, 0xE126F8FF, 0xA7AF, 0x11D0, 0xB8, 0x8A, 0x00, 0xC0, 0x4F, 0xD4, 0x24, 0xB9)
__CRT_UUID_DECL(ISCardTypeConv, 0x53B6AA63, 0x3F56, 0x11D0, 0x91, 0x6B, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68)
__CRT_UUID_DECL(CSCardTypeConv, 0x53B6AA67, 0x3F56, 0x11D0, 0x91, 0x6B, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68)
__CRT_UUID_DECL(ISCardDatabase, 0x1461AAC8, 0x6810, 0x11D0, 0x91, 0x8F, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68)
__CRT_UUID_DECL(CSCardDatabase, 0x1461AACC, 0x6810, 0x11D0, 0x91, 0x8F, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68)
__CRT_UUID_DECL(ISCardLocate, 0x1461AACD, 0x6810, 0x11D0, 0x91, 0x8F, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68)
__CRT_UUID_DECL(CSCardLocate, 0x1461AAD1, 0x6810, 0x11D0, 0x91, 0x8F, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68)
#endif
#endif

#endif

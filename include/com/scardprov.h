/*
 * scardprov.h - the interfaces that card vendors implement: ISCardManage, ISCardAuth, ISCardFileAccess and
 * ISCardVerify, for C and C++.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 * Generated from the library's source; do not edit.
 *
 * Project-defined: Microsoft published the names, the parameters and the meaning of these, and nothing binary. The
 * order of the methods, the IIDs, the values of all constants and the layout of the structs are this project's own;
 * no provider of another origin has them. Class identifiers are the vendors'.
 */
#ifndef SCARDSSP_SCARDPROV_H
#define SCARDSSP_SCARDPROV_H

#include "scarderr.h"
#include "scardssp.h"

typedef struct ISCardManage ISCardManage;
typedef struct ISCardAuth ISCardAuth;
typedef struct ISCardFileAccess ISCardFileAccess;
typedef struct ISCardVerify ISCardVerify;

/* How a path names a file: by names of applications or DFs, by identifiers, by a short identifier, or in any way. */
typedef enum tagREFTYPE {
    SC_TYPE_BY_NAME = 0,
    SC_TYPE_BY_ID = 1,
    SC_TYPE_BY_SHORT = 2,
    SC_TYPE_BY_ANY = 3
} REFTYPE;

typedef enum tagFILETYPE {
    SC_TYPE_DIRECTORIES = 0,
    SC_TYPE_FILES = 1,
    SC_TYPE_ALL_FILES = 2,
    SC_TYPE_DIRECTORY_FILE = 3,
    SC_TYPE_TRANSPARENT_EF = 4,
    SC_TYPE_FIXED_EF = 5,
    SC_TYPE_CYCLIC_EF = 6,
    SC_TYPE_VARIABLE_EF = 7
} FILETYPE;

typedef enum tagSEEKTYPE {
    SC_SEEK_FROM_BEGINNING = 0,
    SC_SEEK_FROM_END = 1,
    SC_SEEK_RELATIVE = 2
} SEEKTYPE;

/* One bit each. Of a file access: */
typedef DWORD SCARD_FLAGS;
#define SC_FL_SECURE_MESSAGING SCARD_COM_AS(SCARD_FLAGS, 0x01)
#define SC_FL_PREALLOCATED SCARD_COM_AS(SCARD_FLAGS, 0x02)
/* of a code: */
#define SC_FL_IHV_GLOBAL SCARD_COM_AS(SCARD_FLAGS, 0x10)
#define SC_FL_IHV_LOCAL SCARD_COM_AS(SCARD_FLAGS, 0x20)
#define SC_FL_IHV_ENABLE SCARD_COM_AS(SCARD_FLAGS, 0x40)
#define SC_FL_IHV_DISABLE SCARD_COM_AS(SCARD_FLAGS, 0x80)

/* An open file of a card; 0 is none. */
typedef ULONG_PTR HSCARD_FILE;

typedef struct tagTLV {
    DWORD Tag;
    DWORD Length;
    BYTE *Value;
    BOOL Valid;
} TLV, *LPTLV;

/* A table that a method gives is one block of memory, values and all: free it with CoTaskMemFree. */
typedef struct tagTLV_TABLE {
    DWORD Count;
    TLV *Entries;
} TLV_TABLE, *LPTLV_TABLE;

SCARDSSP_GUID(IID_ISCardManage, 0x11F37381, 0x3AEA, 0x4B41, 0xB9, 0x45, 0xEC, 0x7C, 0xB8, 0xDB, 0x27, 0xA6);
SCARDSSP_GUID(IID_ISCardAuth, 0x14F0A61D, 0x3E52, 0x485F, 0xA7, 0x43, 0x19, 0x38, 0x69, 0xAA, 0xA4, 0x5F);
SCARDSSP_GUID(IID_ISCardFileAccess, 0x48DA3587, 0xBC15, 0x465E, 0x88, 0xDD, 0xC1, 0x3E, 0x26, 0xCC, 0x2F, 0x87);
SCARDSSP_GUID(IID_ISCardVerify, 0xF5E65278, 0x8922, 0x4022, 0xB5, 0x17, 0xF9, 0x21, 0x56, 0x6F, 0x8F, 0x82);

/* The entry point of a provider: a connection to a card, and where the other interfaces come from. */
#if defined(__cplusplus) && !defined(CINTERFACE)
SCARD_COM_CPP_BEGIN
MIDL_INTERFACE("11F37381-3AEA-4B41-B945-EC7CB8DB27A6")
ISCardManage : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE AttachByHandle(HSCARD hICC) = 0;
    virtual HRESULT STDMETHODCALLTYPE AttachByIFD(BSTR bstrIFDName) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateCardAuth(ISCardAuth **ppISCardAuth) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateCHVerification(ISCardVerify **ppISCardVerify) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateFileAccess(ISCardFileAccess **ppISCardFileAccess) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateInterface(LPGUID pguidInterface, BSTR bstrName, LONG *pUserData,
                                                      LPUNKNOWN *ppInterface) = 0;
    virtual HRESULT STDMETHODCALLTYPE Detach() = 0;
    virtual HRESULT STDMETHODCALLTYPE Reconnect() = 0;
    virtual HRESULT STDMETHODCALLTYPE SCardLock() = 0;
    virtual HRESULT STDMETHODCALLTYPE SCardUnlock(SCARD_DISPOSITIONS Disposition) = 0;
    virtual HRESULT STDMETHODCALLTYPE Status(SCARD_STATES *pStatus, SCARD_PROTOCOLS *pProtocols) = 0;
#ifndef _WIN32
    HRESULT AttachByIFD(const scard_com_text &bstrIFDName)
    {
        return AttachByIFD(bstrIFDName.bstr());
    }
#endif
#ifndef _WIN32
    template <size_t length>
    HRESULT AttachByIFD(const OLECHAR (&bstrIFDName)[length])
    {
        return AttachByIFD(scard_com_text(bstrIFDName).bstr());
    }
#endif
#ifndef _WIN32
    HRESULT CreateInterface(LPGUID pguidInterface, const scard_com_text &bstrName, LONG *pUserData,
                            LPUNKNOWN *ppInterface)
    {
        return CreateInterface(pguidInterface, bstrName.bstr(), pUserData, ppInterface);
    }
#endif
#ifndef _WIN32
    template <size_t length>
    HRESULT CreateInterface(LPGUID pguidInterface, const OLECHAR (&bstrName)[length], LONG *pUserData,
                            LPUNKNOWN *ppInterface)
    {
        return CreateInterface(pguidInterface, scard_com_text(bstrName).bstr(), pUserData, ppInterface);
    }
#endif
};
SCARD_COM_CPP_END
#else
typedef struct ISCardManageVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(ISCardManage *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(ISCardManage *This);
    ULONG (STDMETHODCALLTYPE *Release)(ISCardManage *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(ISCardManage *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(ISCardManage *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(ISCardManage *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames, LCID lcid,
                                               DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(ISCardManage *This, DISPID dispIdMember, REFIID riid, LCID lcid, WORD wFlags,
                                        DISPPARAMS *pDispParams, VARIANT *pVarResult, EXCEPINFO *pExcepInfo,
                                        UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *AttachByHandle)(ISCardManage *This, HSCARD hICC);
    HRESULT (STDMETHODCALLTYPE *AttachByIFD)(ISCardManage *This, BSTR bstrIFDName);
    HRESULT (STDMETHODCALLTYPE *CreateCardAuth)(ISCardManage *This, ISCardAuth **ppISCardAuth);
    HRESULT (STDMETHODCALLTYPE *CreateCHVerification)(ISCardManage *This, ISCardVerify **ppISCardVerify);
    HRESULT (STDMETHODCALLTYPE *CreateFileAccess)(ISCardManage *This, ISCardFileAccess **ppISCardFileAccess);
    HRESULT (STDMETHODCALLTYPE *CreateInterface)(ISCardManage *This, LPGUID pguidInterface, BSTR bstrName,
                                                 LONG *pUserData, LPUNKNOWN *ppInterface);
    HRESULT (STDMETHODCALLTYPE *Detach)(ISCardManage *This);
    HRESULT (STDMETHODCALLTYPE *Reconnect)(ISCardManage *This);
    HRESULT (STDMETHODCALLTYPE *SCardLock)(ISCardManage *This);
    HRESULT (STDMETHODCALLTYPE *SCardUnlock)(ISCardManage *This, SCARD_DISPOSITIONS Disposition);
    HRESULT (STDMETHODCALLTYPE *Status)(ISCardManage *This, SCARD_STATES *pStatus, SCARD_PROTOCOLS *pProtocols);
} ISCardManageVtbl;

struct ISCardManage {
    CONST_VTBL ISCardManageVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define ISCardManage_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ISCardManage_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ISCardManage_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ISCardManage_GetTypeInfoCount(This, pctinfo) \
    ((This)->lpVtbl->GetTypeInfoCount(This, pctinfo))
#define ISCardManage_GetTypeInfo(This, iTInfo, lcid, ppTInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo))
#define ISCardManage_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId) \
    ((This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId))
#define ISCardManage_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    ((This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr))
#define ISCardManage_AttachByHandle(This, hICC) \
    ((This)->lpVtbl->AttachByHandle(This, hICC))
#define ISCardManage_AttachByIFD(This, bstrIFDName) \
    ((This)->lpVtbl->AttachByIFD(This, bstrIFDName))
#define ISCardManage_CreateCardAuth(This, ppISCardAuth) \
    ((This)->lpVtbl->CreateCardAuth(This, ppISCardAuth))
#define ISCardManage_CreateCHVerification(This, ppISCardVerify) \
    ((This)->lpVtbl->CreateCHVerification(This, ppISCardVerify))
#define ISCardManage_CreateFileAccess(This, ppISCardFileAccess) \
    ((This)->lpVtbl->CreateFileAccess(This, ppISCardFileAccess))
#define ISCardManage_CreateInterface(This, pguidInterface, bstrName, pUserData, ppInterface) \
    ((This)->lpVtbl->CreateInterface(This, pguidInterface, bstrName, pUserData, ppInterface))
#define ISCardManage_Detach(This) \
    ((This)->lpVtbl->Detach(This))
#define ISCardManage_Reconnect(This) \
    ((This)->lpVtbl->Reconnect(This))
#define ISCardManage_SCardLock(This) \
    ((This)->lpVtbl->SCardLock(This))
#define ISCardManage_SCardUnlock(This, Disposition) \
    ((This)->lpVtbl->SCardUnlock(This, Disposition))
#define ISCardManage_Status(This, pStatus, pProtocols) \
    ((This)->lpVtbl->Status(This, pStatus, pProtocols))
#endif
#endif

/* Challenges and their answers: who is who. */
#if defined(__cplusplus) && !defined(CINTERFACE)
SCARD_COM_CPP_BEGIN
MIDL_INTERFACE("14F0A61D-3E52-485F-A743-193869AAA45F")
ISCardAuth : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE APP_Auth(LONG lAlgoID, LPBYTEBUFFER pParam, LPBYTEBUFFER pBuffer) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetChallenge(LONG lAlgoID, LONG lLengthOfChallenge, LPBYTEBUFFER pParam,
                                                   LPBYTEBUFFER *pBuffer) = 0;
    virtual HRESULT STDMETHODCALLTYPE ICC_Auth(LONG lAlgoID, LPBYTEBUFFER pParam, LPBYTEBUFFER *pBuffer) = 0;
    virtual HRESULT STDMETHODCALLTYPE User_Auth(LONG lAlgorID, LPBYTEBUFFER pParam, LPBYTEBUFFER pBuffer) = 0;
};
SCARD_COM_CPP_END
#else
typedef struct ISCardAuthVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(ISCardAuth *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(ISCardAuth *This);
    ULONG (STDMETHODCALLTYPE *Release)(ISCardAuth *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(ISCardAuth *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(ISCardAuth *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(ISCardAuth *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames, LCID lcid,
                                               DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(ISCardAuth *This, DISPID dispIdMember, REFIID riid, LCID lcid, WORD wFlags,
                                        DISPPARAMS *pDispParams, VARIANT *pVarResult, EXCEPINFO *pExcepInfo,
                                        UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *APP_Auth)(ISCardAuth *This, LONG lAlgoID, LPBYTEBUFFER pParam, LPBYTEBUFFER pBuffer);
    HRESULT (STDMETHODCALLTYPE *GetChallenge)(ISCardAuth *This, LONG lAlgoID, LONG lLengthOfChallenge,
                                              LPBYTEBUFFER pParam, LPBYTEBUFFER *pBuffer);
    HRESULT (STDMETHODCALLTYPE *ICC_Auth)(ISCardAuth *This, LONG lAlgoID, LPBYTEBUFFER pParam, LPBYTEBUFFER *pBuffer);
    HRESULT (STDMETHODCALLTYPE *User_Auth)(ISCardAuth *This, LONG lAlgorID, LPBYTEBUFFER pParam, LPBYTEBUFFER pBuffer);
} ISCardAuthVtbl;

struct ISCardAuth {
    CONST_VTBL ISCardAuthVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define ISCardAuth_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ISCardAuth_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ISCardAuth_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ISCardAuth_GetTypeInfoCount(This, pctinfo) \
    ((This)->lpVtbl->GetTypeInfoCount(This, pctinfo))
#define ISCardAuth_GetTypeInfo(This, iTInfo, lcid, ppTInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo))
#define ISCardAuth_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId) \
    ((This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId))
#define ISCardAuth_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    ((This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr))
#define ISCardAuth_APP_Auth(This, lAlgoID, pParam, pBuffer) \
    ((This)->lpVtbl->APP_Auth(This, lAlgoID, pParam, pBuffer))
#define ISCardAuth_GetChallenge(This, lAlgoID, lLengthOfChallenge, pParam, pBuffer) \
    ((This)->lpVtbl->GetChallenge(This, lAlgoID, lLengthOfChallenge, pParam, pBuffer))
#define ISCardAuth_ICC_Auth(This, lAlgoID, pParam, pBuffer) \
    ((This)->lpVtbl->ICC_Auth(This, lAlgoID, pParam, pBuffer))
#define ISCardAuth_User_Auth(This, lAlgorID, pParam, pBuffer) \
    ((This)->lpVtbl->User_Auth(This, lAlgorID, pParam, pBuffer))
#endif
#endif

/* The card as a file system. */
#if defined(__cplusplus) && !defined(CINTERFACE)
SCARD_COM_CPP_BEGIN
MIDL_INTERFACE("48DA3587-BC15-465E-88DD-C13E26CC2F87")
ISCardFileAccess : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE ChangeDir(REFTYPE refType, BSTR bstrNewDir) = 0;
    virtual HRESULT STDMETHODCALLTYPE Close(HSCARD_FILE hFile) = 0;
    virtual HRESULT STDMETHODCALLTYPE Create(REFTYPE refType, BSTR bstrPathSpec, TLV_TABLE tlv, SCARD_FLAGS flags,
                                             LPBYTEBUFFER pDataBuffer) = 0;
    virtual HRESULT STDMETHODCALLTYPE Delete(REFTYPE refType, BSTR bstrPathSpec, SCARD_FLAGS flags) = 0;
    virtual HRESULT STDMETHODCALLTYPE Directory(FILETYPE fileType, LPSAFEARRAY *ppFileList) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetCurrentDir(BSTR *pbstrPathSpec) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetFileCapabilities(LPTLV_TABLE *ppProperties, LONG *plProperties,
                                                          SCARD_FLAGS Flags) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetProperties(REFTYPE refType, BSTR bstrPathSpec, SCARD_FLAGS flags,
                                                    LPTLV_TABLE *ppTLV) = 0;
    virtual HRESULT STDMETHODCALLTYPE Invalidate(BSTR bstrPathSpec, SCARD_FLAGS flags) = 0;
    virtual HRESULT STDMETHODCALLTYPE Open(REFTYPE refType, BSTR bstrPathSpec, HSCARD_FILE *phFile) = 0;
    virtual HRESULT STDMETHODCALLTYPE Read(HSCARD_FILE hFile, LONG *lBytesToRead, SCARD_FLAGS flags,
                                           LPBYTEBUFFER *ppBuffer) = 0;
    virtual HRESULT STDMETHODCALLTYPE Rehabilitate(BSTR bstrPathSpec, SCARD_FLAGS flags) = 0;
    virtual HRESULT STDMETHODCALLTYPE Seek(HSCARD_FILE hFile, SEEKTYPE *Seek, LONG lOffset) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetProperties(REFTYPE refType, BSTR bstrPathSpec, SCARD_FLAGS flags,
                                                    LPTLV_TABLE pTable) = 0;
    virtual HRESULT STDMETHODCALLTYPE Write(HSCARD_FILE hFile, LPBYTEBUFFER pData, SCARD_FLAGS flags) = 0;
#ifndef _WIN32
    HRESULT ChangeDir(REFTYPE refType, const scard_com_text &bstrNewDir)
    {
        return ChangeDir(refType, bstrNewDir.bstr());
    }
#endif
#ifndef _WIN32
    template <size_t length>
    HRESULT ChangeDir(REFTYPE refType, const OLECHAR (&bstrNewDir)[length])
    {
        return ChangeDir(refType, scard_com_text(bstrNewDir).bstr());
    }
#endif
#ifndef _WIN32
    HRESULT Create(REFTYPE refType, const scard_com_text &bstrPathSpec, TLV_TABLE tlv, SCARD_FLAGS flags,
                   LPBYTEBUFFER pDataBuffer)
    {
        return Create(refType, bstrPathSpec.bstr(), tlv, flags, pDataBuffer);
    }
#endif
#ifndef _WIN32
    template <size_t length>
    HRESULT Create(REFTYPE refType, const OLECHAR (&bstrPathSpec)[length], TLV_TABLE tlv, SCARD_FLAGS flags,
                   LPBYTEBUFFER pDataBuffer)
    {
        return Create(refType, scard_com_text(bstrPathSpec).bstr(), tlv, flags, pDataBuffer);
    }
#endif
#ifndef _WIN32
    HRESULT Delete(REFTYPE refType, const scard_com_text &bstrPathSpec, SCARD_FLAGS flags)
    {
        return Delete(refType, bstrPathSpec.bstr(), flags);
    }
#endif
#ifndef _WIN32
    template <size_t length>
    HRESULT Delete(REFTYPE refType, const OLECHAR (&bstrPathSpec)[length], SCARD_FLAGS flags)
    {
        return Delete(refType, scard_com_text(bstrPathSpec).bstr(), flags);
    }
#endif
#ifndef _WIN32
    HRESULT GetProperties(REFTYPE refType, const scard_com_text &bstrPathSpec, SCARD_FLAGS flags, LPTLV_TABLE *ppTLV)
    {
        return GetProperties(refType, bstrPathSpec.bstr(), flags, ppTLV);
    }
#endif
#ifndef _WIN32
    template <size_t length>
    HRESULT GetProperties(REFTYPE refType, const OLECHAR (&bstrPathSpec)[length], SCARD_FLAGS flags,
                          LPTLV_TABLE *ppTLV)
    {
        return GetProperties(refType, scard_com_text(bstrPathSpec).bstr(), flags, ppTLV);
    }
#endif
#ifndef _WIN32
    HRESULT Invalidate(const scard_com_text &bstrPathSpec, SCARD_FLAGS flags)
    {
        return Invalidate(bstrPathSpec.bstr(), flags);
    }
#endif
#ifndef _WIN32
    template <size_t length>
    HRESULT Invalidate(const OLECHAR (&bstrPathSpec)[length], SCARD_FLAGS flags)
    {
        return Invalidate(scard_com_text(bstrPathSpec).bstr(), flags);
    }
#endif
#ifndef _WIN32
    HRESULT Open(REFTYPE refType, const scard_com_text &bstrPathSpec, HSCARD_FILE *phFile)
    {
        return Open(refType, bstrPathSpec.bstr(), phFile);
    }
#endif
#ifndef _WIN32
    template <size_t length>
    HRESULT Open(REFTYPE refType, const OLECHAR (&bstrPathSpec)[length], HSCARD_FILE *phFile)
    {
        return Open(refType, scard_com_text(bstrPathSpec).bstr(), phFile);
    }
#endif
#ifndef _WIN32
    HRESULT Rehabilitate(const scard_com_text &bstrPathSpec, SCARD_FLAGS flags)
    {
        return Rehabilitate(bstrPathSpec.bstr(), flags);
    }
#endif
#ifndef _WIN32
    template <size_t length>
    HRESULT Rehabilitate(const OLECHAR (&bstrPathSpec)[length], SCARD_FLAGS flags)
    {
        return Rehabilitate(scard_com_text(bstrPathSpec).bstr(), flags);
    }
#endif
#ifndef _WIN32
    HRESULT SetProperties(REFTYPE refType, const scard_com_text &bstrPathSpec, SCARD_FLAGS flags, LPTLV_TABLE pTable)
    {
        return SetProperties(refType, bstrPathSpec.bstr(), flags, pTable);
    }
#endif
#ifndef _WIN32
    template <size_t length>
    HRESULT SetProperties(REFTYPE refType, const OLECHAR (&bstrPathSpec)[length], SCARD_FLAGS flags,
                          LPTLV_TABLE pTable)
    {
        return SetProperties(refType, scard_com_text(bstrPathSpec).bstr(), flags, pTable);
    }
#endif
};
SCARD_COM_CPP_END
#else
typedef struct ISCardFileAccessVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(ISCardFileAccess *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(ISCardFileAccess *This);
    ULONG (STDMETHODCALLTYPE *Release)(ISCardFileAccess *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(ISCardFileAccess *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(ISCardFileAccess *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(ISCardFileAccess *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames, LCID lcid,
                                               DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(ISCardFileAccess *This, DISPID dispIdMember, REFIID riid, LCID lcid, WORD wFlags,
                                        DISPPARAMS *pDispParams, VARIANT *pVarResult, EXCEPINFO *pExcepInfo,
                                        UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *ChangeDir)(ISCardFileAccess *This, REFTYPE refType, BSTR bstrNewDir);
    HRESULT (STDMETHODCALLTYPE *Close)(ISCardFileAccess *This, HSCARD_FILE hFile);
    HRESULT (STDMETHODCALLTYPE *Create)(ISCardFileAccess *This, REFTYPE refType, BSTR bstrPathSpec, TLV_TABLE tlv,
                                        SCARD_FLAGS flags, LPBYTEBUFFER pDataBuffer);
    HRESULT (STDMETHODCALLTYPE *Delete)(ISCardFileAccess *This, REFTYPE refType, BSTR bstrPathSpec, SCARD_FLAGS flags);
    HRESULT (STDMETHODCALLTYPE *Directory)(ISCardFileAccess *This, FILETYPE fileType, LPSAFEARRAY *ppFileList);
    HRESULT (STDMETHODCALLTYPE *GetCurrentDir)(ISCardFileAccess *This, BSTR *pbstrPathSpec);
    HRESULT (STDMETHODCALLTYPE *GetFileCapabilities)(ISCardFileAccess *This, LPTLV_TABLE *ppProperties,
                                                     LONG *plProperties, SCARD_FLAGS Flags);
    HRESULT (STDMETHODCALLTYPE *GetProperties)(ISCardFileAccess *This, REFTYPE refType, BSTR bstrPathSpec,
                                               SCARD_FLAGS flags, LPTLV_TABLE *ppTLV);
    HRESULT (STDMETHODCALLTYPE *Invalidate)(ISCardFileAccess *This, BSTR bstrPathSpec, SCARD_FLAGS flags);
    HRESULT (STDMETHODCALLTYPE *Open)(ISCardFileAccess *This, REFTYPE refType, BSTR bstrPathSpec, HSCARD_FILE *phFile);
    HRESULT (STDMETHODCALLTYPE *Read)(ISCardFileAccess *This, HSCARD_FILE hFile, LONG *lBytesToRead,
                                      SCARD_FLAGS flags, LPBYTEBUFFER *ppBuffer);
    HRESULT (STDMETHODCALLTYPE *Rehabilitate)(ISCardFileAccess *This, BSTR bstrPathSpec, SCARD_FLAGS flags);
    HRESULT (STDMETHODCALLTYPE *Seek)(ISCardFileAccess *This, HSCARD_FILE hFile, SEEKTYPE *Seek, LONG lOffset);
    HRESULT (STDMETHODCALLTYPE *SetProperties)(ISCardFileAccess *This, REFTYPE refType, BSTR bstrPathSpec,
                                               SCARD_FLAGS flags, LPTLV_TABLE pTable);
    HRESULT (STDMETHODCALLTYPE *Write)(ISCardFileAccess *This, HSCARD_FILE hFile, LPBYTEBUFFER pData,
                                       SCARD_FLAGS flags);
} ISCardFileAccessVtbl;

struct ISCardFileAccess {
    CONST_VTBL ISCardFileAccessVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define ISCardFileAccess_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ISCardFileAccess_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ISCardFileAccess_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ISCardFileAccess_GetTypeInfoCount(This, pctinfo) \
    ((This)->lpVtbl->GetTypeInfoCount(This, pctinfo))
#define ISCardFileAccess_GetTypeInfo(This, iTInfo, lcid, ppTInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo))
#define ISCardFileAccess_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId) \
    ((This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId))
#define ISCardFileAccess_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    ((This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr))
#define ISCardFileAccess_ChangeDir(This, refType, bstrNewDir) \
    ((This)->lpVtbl->ChangeDir(This, refType, bstrNewDir))
#define ISCardFileAccess_Close(This, hFile) \
    ((This)->lpVtbl->Close(This, hFile))
#define ISCardFileAccess_Create(This, refType, bstrPathSpec, tlv, flags, pDataBuffer) \
    ((This)->lpVtbl->Create(This, refType, bstrPathSpec, tlv, flags, pDataBuffer))
#define ISCardFileAccess_Delete(This, refType, bstrPathSpec, flags) \
    ((This)->lpVtbl->Delete(This, refType, bstrPathSpec, flags))
#define ISCardFileAccess_Directory(This, fileType, ppFileList) \
    ((This)->lpVtbl->Directory(This, fileType, ppFileList))
#define ISCardFileAccess_GetCurrentDir(This, pbstrPathSpec) \
    ((This)->lpVtbl->GetCurrentDir(This, pbstrPathSpec))
#define ISCardFileAccess_GetFileCapabilities(This, ppProperties, plProperties, Flags) \
    ((This)->lpVtbl->GetFileCapabilities(This, ppProperties, plProperties, Flags))
#define ISCardFileAccess_GetProperties(This, refType, bstrPathSpec, flags, ppTLV) \
    ((This)->lpVtbl->GetProperties(This, refType, bstrPathSpec, flags, ppTLV))
#define ISCardFileAccess_Invalidate(This, bstrPathSpec, flags) \
    ((This)->lpVtbl->Invalidate(This, bstrPathSpec, flags))
#define ISCardFileAccess_Open(This, refType, bstrPathSpec, phFile) \
    ((This)->lpVtbl->Open(This, refType, bstrPathSpec, phFile))
#define ISCardFileAccess_Read(This, hFile, lBytesToRead, flags, ppBuffer) \
    ((This)->lpVtbl->Read(This, hFile, lBytesToRead, flags, ppBuffer))
#define ISCardFileAccess_Rehabilitate(This, bstrPathSpec, flags) \
    ((This)->lpVtbl->Rehabilitate(This, bstrPathSpec, flags))
#define ISCardFileAccess_Seek(This, hFile, Seek, lOffset) \
    ((This)->lpVtbl->Seek(This, hFile, Seek, lOffset))
#define ISCardFileAccess_SetProperties(This, refType, bstrPathSpec, flags, pTable) \
    ((This)->lpVtbl->SetProperties(This, refType, bstrPathSpec, flags, pTable))
#define ISCardFileAccess_Write(This, hFile, pData, flags) \
    ((This)->lpVtbl->Write(This, hFile, pData, flags))
#endif
#endif

/* The card holder's codes. */
#if defined(__cplusplus) && !defined(CINTERFACE)
SCARD_COM_CPP_BEGIN
MIDL_INTERFACE("F5E65278-8922-4022-B517-F921566F8F82")
ISCardVerify : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE ChangeCode(LPBYTEBUFFER pOldCode, LPBYTEBUFFER pNewCode, SCARD_FLAGS Flags,
                                                 LONG lRef) = 0;
    virtual HRESULT STDMETHODCALLTYPE ResetSecurityState() = 0;
    virtual HRESULT STDMETHODCALLTYPE Unblock(LONG lData, SCARD_FLAGS Flags, LONG lRef) = 0;
    virtual HRESULT STDMETHODCALLTYPE Verify(LPBYTEBUFFER pCode, SCARD_FLAGS Flags, LONG lRef) = 0;
};
SCARD_COM_CPP_END
#else
typedef struct ISCardVerifyVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(ISCardVerify *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(ISCardVerify *This);
    ULONG (STDMETHODCALLTYPE *Release)(ISCardVerify *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(ISCardVerify *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(ISCardVerify *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(ISCardVerify *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames, LCID lcid,
                                               DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(ISCardVerify *This, DISPID dispIdMember, REFIID riid, LCID lcid, WORD wFlags,
                                        DISPPARAMS *pDispParams, VARIANT *pVarResult, EXCEPINFO *pExcepInfo,
                                        UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *ChangeCode)(ISCardVerify *This, LPBYTEBUFFER pOldCode, LPBYTEBUFFER pNewCode,
                                            SCARD_FLAGS Flags, LONG lRef);
    HRESULT (STDMETHODCALLTYPE *ResetSecurityState)(ISCardVerify *This);
    HRESULT (STDMETHODCALLTYPE *Unblock)(ISCardVerify *This, LONG lData, SCARD_FLAGS Flags, LONG lRef);
    HRESULT (STDMETHODCALLTYPE *Verify)(ISCardVerify *This, LPBYTEBUFFER pCode, SCARD_FLAGS Flags, LONG lRef);
} ISCardVerifyVtbl;

struct ISCardVerify {
    CONST_VTBL ISCardVerifyVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define ISCardVerify_QueryInterface(This, riid, ppvObject) \
    ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ISCardVerify_AddRef(This) \
    ((This)->lpVtbl->AddRef(This))
#define ISCardVerify_Release(This) \
    ((This)->lpVtbl->Release(This))
#define ISCardVerify_GetTypeInfoCount(This, pctinfo) \
    ((This)->lpVtbl->GetTypeInfoCount(This, pctinfo))
#define ISCardVerify_GetTypeInfo(This, iTInfo, lcid, ppTInfo) \
    ((This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo))
#define ISCardVerify_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId) \
    ((This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId))
#define ISCardVerify_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    ((This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr))
#define ISCardVerify_ChangeCode(This, pOldCode, pNewCode, Flags, lRef) \
    ((This)->lpVtbl->ChangeCode(This, pOldCode, pNewCode, Flags, lRef))
#define ISCardVerify_ResetSecurityState(This) \
    ((This)->lpVtbl->ResetSecurityState(This))
#define ISCardVerify_Unblock(This, lData, Flags, lRef) \
    ((This)->lpVtbl->Unblock(This, lData, Flags, lRef))
#define ISCardVerify_Verify(This, pCode, Flags, lRef) \
    ((This)->lpVtbl->Verify(This, pCode, Flags, lRef))
#endif
#endif

#ifdef __cplusplus
#ifdef __CRT_UUID_DECL
__CRT_UUID_DECL(ISCardManage, 0x11F37381, 0x3AEA, 0x4B41, 0xB9, 0x45, 0xEC, 0x7C, 0xB8, 0xDB, 0x27, 0xA6)
__CRT_UUID_DECL(ISCardAuth, 0x14F0A61D, 0x3E52, 0x485F, 0xA7, 0x43, 0x19, 0x38, 0x69, 0xAA, 0xA4, 0x5F)
__CRT_UUID_DECL(ISCardFileAccess, 0x48DA3587, 0xBC15, 0x465E, 0x88, 0xDD, 0xC1, 0x3E, 0x26, 0xCC, 0x2F, 0x87)
__CRT_UUID_DECL(ISCardVerify, 0xF5E65278, 0x8922, 0x4022, 0xB5, 0x17, 0xF9, 0x21, 0x56, 0x6F, 0x8F, 0x82)
#endif
#endif

#endif

/* Part of scard_com.h: SAFEARRAY, VARIANT and what Invoke takes. */
#ifndef SCARDSSP_SCARD_COM_AUTOMATION_H
#define SCARDSSP_SCARD_COM_AUTOMATION_H

#include "guids.h"

typedef struct IUnknown IUnknown;
typedef struct IDispatch IDispatch;
typedef struct ITypeInfo ITypeInfo;
typedef struct IRecordInfo IRecordInfo;

enum VARENUM {
    VT_EMPTY = 0,
    VT_NULL = 1,
    VT_I2 = 2,
    VT_I4 = 3,
    VT_R4 = 4,
    VT_R8 = 5,
    VT_CY = 6,
    VT_DATE = 7,
    VT_BSTR = 8,
    VT_DISPATCH = 9,
    VT_ERROR = 10,
    VT_BOOL = 11,
    VT_VARIANT = 12,
    VT_UNKNOWN = 13,
    VT_DECIMAL = 14,
    VT_I1 = 16,
    VT_UI1 = 17,
    VT_UI2 = 18,
    VT_UI4 = 19,
    VT_I8 = 20,
    VT_UI8 = 21,
    VT_INT = 22,
    VT_UINT = 23,
    VT_RECORD = 36,
    VT_ARRAY = 0x2000,
    VT_BYREF = 0x4000,
    VT_TYPEMASK = 0xFFF
};

typedef struct tagSAFEARRAYBOUND {
    ULONG cElements;
    LONG lLbound;
} SAFEARRAYBOUND, *LPSAFEARRAYBOUND;

typedef struct tagSAFEARRAY {
    USHORT cDims;
    USHORT fFeatures;
    ULONG cbElements;
    ULONG cLocks;
    PVOID pvData;
    SAFEARRAYBOUND rgsabound[1];
} SAFEARRAY, *LPSAFEARRAY;

#define FADF_AUTO 0x1
#define FADF_STATIC 0x2
#define FADF_EMBEDDED 0x4
#define FADF_FIXEDSIZE 0x10
#define FADF_RECORD 0x20
#define FADF_HAVEIID 0x40
#define FADF_HAVEVARTYPE 0x80
#define FADF_BSTR 0x100
#define FADF_UNKNOWN 0x200
#define FADF_DISPATCH 0x400
#define FADF_VARIANT 0x800

struct scard_com_record {
    PVOID pvRecord;
    IRecordInfo *pRecInfo;
};

typedef struct tagVARIANT VARIANT;
struct tagVARIANT {
    VARTYPE vt;
    WORD wReserved1;
    WORD wReserved2;
    WORD wReserved3;
    __extension__ union {
        LONGLONG llVal;
        LONG lVal;
        BYTE bVal;
        SHORT iVal;
        FLOAT fltVal;
        DOUBLE dblVal;
        VARIANT_BOOL boolVal;
        SCODE scode;
        CY cyVal;
        DATE date;
        BSTR bstrVal;
        IUnknown *punkVal;
        IDispatch *pdispVal;
        SAFEARRAY *parray;
        BYTE *pbVal;
        SHORT *piVal;
        LONG *plVal;
        LONGLONG *pllVal;
        FLOAT *pfltVal;
        DOUBLE *pdblVal;
        VARIANT_BOOL *pboolVal;
        SCODE *pscode;
        CY *pcyVal;
        DATE *pdate;
        BSTR *pbstrVal;
        IUnknown **ppunkVal;
        IDispatch **ppdispVal;
        SAFEARRAY **pparray;
        VARIANT *pvarVal;
        PVOID byref;
        CHAR cVal;
        USHORT uiVal;
        ULONG ulVal;
        ULONGLONG ullVal;
        INT intVal;
        UINT uintVal;
        CHAR *pcVal;
        USHORT *puiVal;
        ULONG *pulVal;
        ULONGLONG *pullVal;
        INT *pintVal;
        UINT *puintVal;
        struct scard_com_record brecVal;
    };
};
typedef VARIANT VARIANTARG;
typedef VARIANT *LPVARIANT;
typedef VARIANTARG *LPVARIANTARG;

#define V_UNION(x, member) ((x)->member)
#define V_VT(x) ((x)->vt)
#define V_ISBYREF(x) (V_VT(x) & VT_BYREF)
#define V_ISARRAY(x) (V_VT(x) & VT_ARRAY)
#define V_I1(x) V_UNION(x, cVal)
#define V_UI1(x) V_UNION(x, bVal)
#define V_I2(x) V_UNION(x, iVal)
#define V_UI2(x) V_UNION(x, uiVal)
#define V_I4(x) V_UNION(x, lVal)
#define V_UI4(x) V_UNION(x, ulVal)
#define V_I8(x) V_UNION(x, llVal)
#define V_UI8(x) V_UNION(x, ullVal)
#define V_INT(x) V_UNION(x, intVal)
#define V_UINT(x) V_UNION(x, uintVal)
#define V_R4(x) V_UNION(x, fltVal)
#define V_R8(x) V_UNION(x, dblVal)
#define V_CY(x) V_UNION(x, cyVal)
#define V_DATE(x) V_UNION(x, date)
#define V_BSTR(x) V_UNION(x, bstrVal)
#define V_BOOL(x) V_UNION(x, boolVal)
#define V_ERROR(x) V_UNION(x, scode)
#define V_UNKNOWN(x) V_UNION(x, punkVal)
#define V_DISPATCH(x) V_UNION(x, pdispVal)
#define V_ARRAY(x) V_UNION(x, parray)
#define V_BYREF(x) V_UNION(x, byref)
#define V_I1REF(x) V_UNION(x, pcVal)
#define V_UI1REF(x) V_UNION(x, pbVal)
#define V_I2REF(x) V_UNION(x, piVal)
#define V_UI2REF(x) V_UNION(x, puiVal)
#define V_I4REF(x) V_UNION(x, plVal)
#define V_UI4REF(x) V_UNION(x, pulVal)
#define V_I8REF(x) V_UNION(x, pllVal)
#define V_UI8REF(x) V_UNION(x, pullVal)
#define V_INTREF(x) V_UNION(x, pintVal)
#define V_UINTREF(x) V_UNION(x, puintVal)
#define V_R4REF(x) V_UNION(x, pfltVal)
#define V_R8REF(x) V_UNION(x, pdblVal)
#define V_BSTRREF(x) V_UNION(x, pbstrVal)
#define V_BOOLREF(x) V_UNION(x, pboolVal)
#define V_ERRORREF(x) V_UNION(x, pscode)
#define V_UNKNOWNREF(x) V_UNION(x, ppunkVal)
#define V_DISPATCHREF(x) V_UNION(x, ppdispVal)
#define V_ARRAYREF(x) V_UNION(x, pparray)
#define V_VARIANTREF(x) V_UNION(x, pvarVal)

typedef struct tagDISPPARAMS {
    VARIANTARG *rgvarg;
    DISPID *rgdispidNamedArgs;
    UINT cArgs;
    UINT cNamedArgs;
} DISPPARAMS;

typedef struct tagEXCEPINFO EXCEPINFO;
struct tagEXCEPINFO {
    WORD wCode;
    WORD wReserved;
    BSTR bstrSource;
    BSTR bstrDescription;
    BSTR bstrHelpFile;
    DWORD dwHelpContext;
    PVOID pvReserved;
    HRESULT(STDMETHODCALLTYPE *pfnDeferredFillIn)(EXCEPINFO *);
    SCODE scode;
};
typedef EXCEPINFO *LPEXCEPINFO;

#define DISPID_UNKNOWN (-1)
#define DISPID_VALUE 0
#define DISPID_PROPERTYPUT (-3)
#define DISPID_NEWENUM (-4)
#define DISPATCH_METHOD 0x1
#define DISPATCH_PROPERTYGET 0x2
#define DISPATCH_PROPERTYPUT 0x4
#define DISPATCH_PROPERTYPUTREF 0x8
#define LOCALE_SYSTEM_DEFAULT 0x0800
#define LOCALE_USER_DEFAULT 0x0400
#define LOCALE_NEUTRAL 0x0000

#define VARIANT_NOVALUEPROP 0x1
#define VARIANT_ALPHABOOL 0x2

#endif

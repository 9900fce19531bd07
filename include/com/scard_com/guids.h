/* Part of scard_com.h: GUIDs, and __uuidof. */
#ifndef SCARDSSP_SCARD_COM_GUIDS_H
#define SCARDSSP_SCARD_COM_GUIDS_H

#include "types.h"

/* The words that files from MIDL ask for before they make types of their own, with another width. */
#define GUID_DEFINED
#define __IID_DEFINED__
#define CLSID_DEFINED
typedef struct _GUID {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
} GUID;
typedef GUID IID;
typedef GUID CLSID;
typedef GUID *LPGUID;
typedef IID *LPIID;
typedef CLSID *LPCLSID;

#ifdef __cplusplus
#define REFGUID const GUID &
#define REFIID const IID &
#define REFCLSID const CLSID &

SCARD_COM_CPP_BEGIN
inline int InlineIsEqualGUID(REFGUID a, REFGUID b)
{
    return memcmp(&a, &b, sizeof(GUID)) == 0;
}
inline int IsEqualGUID(REFGUID a, REFGUID b)
{
    return memcmp(&a, &b, sizeof(GUID)) == 0;
}
inline bool operator==(REFGUID a, REFGUID b)
{
    return IsEqualGUID(a, b) != 0;
}
inline bool operator!=(REFGUID a, REFGUID b)
{
    return IsEqualGUID(a, b) == 0;
}

/* What __uuidof gives for a type, and for an expression of it. */
template <class T> struct scard_com_uuid;
template <class T> struct scard_com_uuid<T *> : scard_com_uuid<T> {};
template <class T> struct scard_com_uuid<T &> : scard_com_uuid<T> {};
template <class T> struct scard_com_uuid<const T> : scard_com_uuid<T> {};
SCARD_COM_CPP_END
#ifndef __uuidof
#define __uuidof(what) (scard_com_uuid<__typeof__(what)>::value())
#endif

/* Tells the GUID of a type, as with mingw-w64; MIDL_INTERFACE cannot. */
#define __CRT_UUID_DECL(type, a, b, c, d, e, f, g, h, i, j, k) \
    extern "C++" { \
    template <> struct scard_com_uuid<type> { \
        static const IID &value() \
        { \
            static const IID iid = {a, b, c, {d, e, f, g, h, i, j, k}}; \
            return iid; \
        } \
    }; \
    }
#else
#define REFGUID const GUID *
#define REFIID const IID *
#define REFCLSID const CLSID *
#define IsEqualGUID(a, b) (memcmp((a), (b), sizeof(GUID)) == 0)
#endif
#define IsEqualIID(a, b) IsEqualGUID(a, b)
#define IsEqualCLSID(a, b) IsEqualGUID(a, b)

/* A GUID in each source that includes it, of which the linker takes any, or the program's own: there is no library of
 * identifiers to link with. */
#define SCARD_COM_GUID(name, a, b, c, d, e, f, g, h, i, j, k) \
    EXTERN_C const GUID name __attribute__((weak)); \
    const GUID name = {a, b, c, {d, e, f, g, h, i, j, k}}
#ifndef DEFINE_GUID
#define DEFINE_GUID SCARD_COM_GUID
#endif

SCARD_COM_GUID(GUID_NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
SCARD_COM_GUID(IID_NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
SCARD_COM_GUID(CLSID_NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

#endif

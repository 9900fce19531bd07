/* Part of scard_com.h, on every system: what C and C++ say in different words. */
#ifndef SCARDSSP_SCARD_COM_LANGUAGE_H
#define SCARDSSP_SCARD_COM_LANGUAGE_H

/* Interfaces have no destructor, because it would have a place in the table. */
#ifdef __GNUC__
#define SCARD_COM_INTERFACES_BEGIN \
    _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wnon-virtual-dtor\"")
#define SCARD_COM_INTERFACES_END _Pragma("GCC diagnostic pop")
#else
#define SCARD_COM_INTERFACES_BEGIN
#define SCARD_COM_INTERFACES_END
#endif

/* In C++ code that is included inside extern "C" too. */
#ifdef __cplusplus
#define SCARD_COM_CPP_BEGIN SCARD_COM_INTERFACES_BEGIN extern "C++" {
#define SCARD_COM_CPP_END } SCARD_COM_INTERFACES_END
#define SCARD_COM_C_BEGIN extern "C" {
#define SCARD_COM_C_END }
#else
#define SCARD_COM_C_BEGIN
#define SCARD_COM_C_END
#endif

/* For programs that are compiled with -Wold-style-cast, and with -Wzero-as-null-pointer-constant. */
#ifdef __cplusplus
#define SCARD_COM_AS(type, value) static_cast<type>(value)
#else
#define SCARD_COM_AS(type, value) ((type)(value))
#endif
#if defined(__cplusplus) && (__cplusplus >= 201103L || defined(_MSC_VER))
#define SCARD_COM_NULL nullptr
#else
#define SCARD_COM_NULL NULL
#endif

#endif

/*
 * What Windows finds in the type library of a DLL: classes, interfaces for Invoke with all their methods, enumerations.
 *
 *     type_library DLL
 */
#define COBJMACROS
#include <windows.h>
#include <oleauto.h>
#include <stdio.h>
#include <stdlib.h>

static void done(HRESULT hr, const char *call)
{
    if (FAILED(hr)) {
        fprintf(stderr, "%s: %08lX\n", call, (unsigned long)hr);
        exit(EXIT_FAILURE);
    }
}

#define DONE(call) done((call), #call)

static void print_name(ITypeInfo *info)
{
    BSTR name;
    DONE(ITypeInfo_GetDocumentation(info, MEMBERID_NIL, &name, NULL, NULL, NULL));
    printf("%ls", name);
    SysFreeString(name);
}

static void print_referenced(ITypeInfo *info, HREFTYPE reference)
{
    ITypeInfo *referenced;
    DONE(ITypeInfo_GetRefTypeInfo(info, reference, &referenced));
    print_name(referenced);
    ITypeInfo_Release(referenced);
}

static void print_type(ITypeInfo *info, const TYPEDESC *type)
{
    if (type->vt == VT_PTR) {
        print_type(info, type->lptdesc);
        printf("*");
    } else if (type->vt == VT_SAFEARRAY) {
        printf("SAFEARRAY ");
        print_type(info, type->lptdesc);
    } else if (type->vt == VT_USERDEFINED) {
        print_referenced(info, type->hreftype);
    } else {
        printf("%d", type->vt);
    }
}

static void print_method(ITypeInfo *info, UINT index)
{
    static const char *const kinds[] = {"", "call", "get", "", "put", "", "", ""};
    FUNCDESC *method;
    BSTR names[8];
    UINT count;
    SHORT i;
    DONE(ITypeInfo_GetFuncDesc(info, index, &method));
    DONE(ITypeInfo_GetNames(info, method->memid, names, 8, &count));
    print_name(info);
    /* The names are those of the DISPID: a put has those of its get. */
    printf(" %d %s %ld %ls(", method->oVft / (int)sizeof(void *), kinds[method->invkind & 7],
           (long)method->memid, names[0]);
    for (i = 0; i < method->cParams; i++) {
        const ELEMDESC *parameter = &method->lprgelemdescParam[i];
        USHORT flags = parameter->paramdesc.wParamFlags;
        printf("%s%s%s %ls: ", i ? ", " : "", flags & PARAMFLAG_FIN ? "in" : "", flags & PARAMFLAG_FOUT ? "out" : "",
               (UINT)i + 1 < count && method->invkind != INVOKE_PROPERTYPUT ? names[i + 1] : L"value");
        print_type(info, &parameter->tdesc);
    }
    printf(")\n");
    while (count > 0)
        SysFreeString(names[--count]);
    ITypeInfo_ReleaseFuncDesc(info, method);
}

static void print_constant(ITypeInfo *info, UINT index)
{
    VARDESC *constant;
    BSTR name;
    UINT count;
    DONE(ITypeInfo_GetVarDesc(info, index, &constant));
    DONE(ITypeInfo_GetNames(info, constant->memid, &name, 1, &count));
    print_name(info);
    printf(" %ls = %ld\n", name, (long)V_I4(constant->lpvarValue));
    SysFreeString(name);
    ITypeInfo_ReleaseVarDesc(info, constant);
}

static void print_entry(ITypeInfo *info)
{
    TYPEATTR *entry;
    WCHAR guid[40];
    HREFTYPE base;
    UINT i;
    DONE(ITypeInfo_GetTypeAttr(info, &entry));
    StringFromGUID2(&entry->guid, guid, 40);
    if (entry->typekind == TKIND_ENUM) {
        for (i = 0; i < entry->cVars; i++)
            print_constant(info, i);
    } else if (entry->typekind == TKIND_COCLASS) {
        DONE(ITypeInfo_GetRefTypeOfImplType(info, 0, &base));
        printf("class ");
        print_name(info);
        printf(" %ls of ", guid);
        print_referenced(info, base);
        printf("\n");
    } else if (entry->wTypeFlags & TYPEFLAG_FDISPATCHABLE) {
        printf("interface ");
        print_name(info);
        printf(" %ls\n", guid);
        for (i = 0; i < entry->cFuncs; i++)
            print_method(info, i);
    }
    ITypeInfo_ReleaseTypeAttr(info, entry);
}

int main(int argc, char **argv)
{
    WCHAR path[MAX_PATH];
    ITypeLib *library;
    UINT i;
    if (argc != 2 || !MultiByteToWideChar(CP_ACP, 0, argv[1], -1, path, MAX_PATH))
        return EXIT_FAILURE;
    CoInitialize(NULL);
    DONE(LoadTypeLibEx(path, REGKIND_NONE, &library));
    for (i = 0; i < ITypeLib_GetTypeInfoCount(library); i++) {
        ITypeInfo *info;
        DONE(ITypeLib_GetTypeInfo(library, i, &info));
        print_entry(info);
        ITypeInfo_Release(info);
    }
    ITypeLib_Release(library);
    CoUninitialize();
    return EXIT_SUCCESS;
}

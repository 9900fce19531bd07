/*
 * reattach_com - a program for Microsoft's withdrawn Scardssp.dll, on any system: attaches to a card, then re-attaches
 * in every share mode and with every disposition, and selects the MF each time to see that the card answers.
 *
 *     reattach_com [READER]      the virtual reader if none is named; SCARDSSP_VIRTUAL=1 adds it, with a card in it
 *
 * Only what prints and converts texts is not as it was on Windows.
 */
#include <scardssp.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#ifndef WIDE // L"..." as on Windows, whatever the width of wchar_t; u"..." does as well
#define WIDE(text) L##text
#endif

static HRESULT report(HRESULT hr, const char *call)
{
    if (FAILED(hr))
        std::fprintf(stderr, "%s: 0x%08X\n", call, static_cast<unsigned>(hr));
    return hr;
}

/* The UTF-8 of the command line as a BSTR. */
static BSTR from_utf8(const char *text)
{
    std::basic_string<OLECHAR> units;
    while (*text) {
        unsigned char first = static_cast<unsigned char>(*text++);
        unsigned mask = first < 0x80 ? 0x7F : first < 0xE0 ? 0x1F : first < 0xF0 ? 0x0F : 0x07;
        unsigned long code = first & mask;
        while ((*text & 0xC0) == 0x80)
            code = code << 6 | (*text++ & 0x3F);
        if (code > 0xFFFF)
            units += static_cast<OLECHAR>(0xD7C0 + (code >> 10));
        units += static_cast<OLECHAR>(code > 0xFFFF ? 0xDC00 | (code & 0x3FF) : code);
    }
    return SysAllocStringLen(units.data(), static_cast<UINT>(units.size()));
}

/* Prints all bytes of a buffer, and releases it. */
static void print_and_release(const char *title, IByteBuffer *pBuffer)
{
    BYTE byte = 0;
    LONG lRead = 0;
    std::printf("%s", title);
    while (pBuffer && SUCCEEDED(pBuffer->Read(&byte, 1, &lRead)) && lRead == 1)
        std::printf(" %02X", byte);
    std::printf("\n");
    if (pBuffer)
        pBuffer->Release();
}

/* Selects the MF: ISCardISO7816 builds the command, ISCard sends it, ISCardCmd has both. */
static HRESULT select_mf(ISCard *pISCard, ISCardISO7816 *pISCardISO7816)
{
    BYTE mf[] = {0x3F, 0x00};
    IByteBuffer *pId = NULL, *pApdu = NULL, *pReply = NULL;
    ISCardCmd *pISCardCmd = NULL;
    WORD wStatus = 0;

    HRESULT hr = CoCreateInstance(CLSID_CByteBuffer, NULL, CLSCTX_ALL, IID_IByteBuffer,
                                  reinterpret_cast<void **>(&pId));
    if (SUCCEEDED(hr))
        hr = pId->Initialize(sizeof mf, mf);
    if (SUCCEEDED(hr))
        hr = pISCardISO7816->SelectFile(0x00, 0x00, pId, 256, &pISCardCmd); /* makes the command object */
    if (SUCCEEDED(hr))
        hr = report(pISCard->Transaction(&pISCardCmd), "Transaction");
    if (SUCCEEDED(hr))
        hr = pISCardCmd->get_Apdu(&pApdu);
    if (SUCCEEDED(hr))
        hr = pISCardCmd->get_ApduReply(&pReply);
    if (SUCCEEDED(hr))
        hr = pISCardCmd->get_ReplyStatus(&wStatus);
    if (SUCCEEDED(hr)) {
        print_and_release("  >", pApdu);
        print_and_release("  <", pReply);
        if (wStatus != 0x9000) /* what the card says of it is no HRESULT */
            std::printf("  the card refused it: %04X\n", wStatus);
    }
    if (pISCardCmd)
        pISCardCmd->Release();
    if (pId)
        pId->Release();
    return hr;
}

static HRESULT session(ISCard *pISCard, ISCardISO7816 *pISCardISO7816, BSTR bstrReader)
{
    static const char *const share_modes[] = {"", "EXCLUSIVE", "SHARED"};
    static const char *const dispositions[] = {"LEAVE", "RESET", "UNPOWER", "EJECT"};
    IByteBuffer *pAtr = NULL;

    std::printf("AttachByReader(reader, SHARED, T0 | T1)\n");
    HRESULT hr = pISCard->AttachByReader(bstrReader, SHARED, static_cast<SCARD_PROTOCOLS>(T0 | T1));
    if (FAILED(report(hr, "AttachByReader")))
        return hr;
    hr = pISCard->get_Atr(&pAtr);
    if (FAILED(report(hr, "get_Atr")))
        return hr;
    print_and_release("  ATR", pAtr);
    hr = select_mf(pISCard, pISCardISO7816);
    if (FAILED(hr))
        return hr;

    std::printf("ReAttach(SHARED, LEAVE)\n");
    hr = pISCard->ReAttach(SHARED, LEAVE);
    if (FAILED(hr)) {
        return report(hr, "ReAttach");
    }

    for (int share = EXCLUSIVE; share <= SHARED; share++) {
        for (int disposition = LEAVE; disposition <= EJECT; disposition++) {
            std::printf("ReAttach(%s, %s)\n", share_modes[share], dispositions[disposition]);
            hr = pISCard->ReAttach(static_cast<SCARD_SHARE_MODES>(share), static_cast<SCARD_DISPOSITIONS>(disposition));
            if (FAILED(report(hr, "ReAttach")))
                return hr;
            hr = select_mf(pISCard, pISCardISO7816);
            if (FAILED(hr))
                return hr;
        }
    }
    std::printf("Detach(LEAVE)\n");
    return report(pISCard->Detach(LEAVE), "Detach");
}

int main(int argc, char **argv)
{
    ISCard *pISCard = NULL;
    ISCardISO7816 *pISCardISO7816 = NULL;

    HRESULT hr = report(CoInitialize(NULL), "CoInitialize");
    if (FAILED(hr))
        return EXIT_FAILURE;
    BSTR bstrReader = argc > 1 ? from_utf8(argv[1]) : SysAllocString(WIDE("scardssp Virtual Reader 00"));
    std::printf("Reader  %s\n", argc > 1 ? argv[1] : "scardssp Virtual Reader 00");

    hr = CoCreateInstance(CLSID_CSCard, NULL, CLSCTX_ALL, IID_ISCard, reinterpret_cast<void **>(&pISCard));
    if (SUCCEEDED(report(hr, "CSCard")))
        hr = report(CoCreateInstance(CLSID_CSCardISO7816, NULL, CLSCTX_ALL, IID_ISCardISO7816,
                                     reinterpret_cast<void **>(&pISCardISO7816)),
                    "CSCardISO7816");
    if (SUCCEEDED(hr))
        hr = session(pISCard, pISCardISO7816, bstrReader);

    if (pISCardISO7816)
        pISCardISO7816->Release();
    if (pISCard)
        pISCard->Release();
    SysFreeString(bstrReader);
    CoUninitialize();
    return SUCCEEDED(hr) ? EXIT_SUCCESS : EXIT_FAILURE;
}

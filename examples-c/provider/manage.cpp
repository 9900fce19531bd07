/* ISCardManage: the connection, and where the other objects come from. */
#include "generic.h"

#include "objects.h"

#include <cstring>

namespace provider {

namespace {

class Manage final : public Object<Manage, ISCardManage> {
    SharedCard card_;

    /* Attaches in some way, after which nothing is known of the card; a wrong argument leaves everything as it was. */
    template <class Attach> HRESULT attach(Attach attach)
    {
        return guarded([&] {
            Work work(*card_);
            HRESULT hr = attach(card_->connection());
            if (hr != E_INVALIDARG)
                card_->attached();
            return hr;
        });
    }

    template <class Interface> HRESULT create(Interface *(*make)(const SharedCard &), Interface **slot)
    {
        if (!slot)
            return E_POINTER;
        *slot = nullptr;
        return guarded([&] {
            *slot = make(card_);
            return S_OK;
        });
    }

    template <class Interface> HRESULT create(Interface *(*make)(const SharedCard &), LPUNKNOWN *slot)
    {
        Interface *made;
        HRESULT hr = create(make, &made);
        *slot = made;
        return hr;
    }

public:
    explicit Manage(const SharedCard &card) : Object(IID_ISCardManage), card_(card) {}

    HRESULT STDMETHODCALLTYPE AttachByHandle(HSCARD hICC) override
    {
        return attach([&](ISCard *card) { return card->AttachByHandle(hICC); });
    }

    HRESULT STDMETHODCALLTYPE AttachByIFD(BSTR bstrIFDName) override
    {
        return attach([&](ISCard *card) {
            return card->AttachByReader(bstrIFDName, SHARED, static_cast<SCARD_PROTOCOLS>(T0 | T1));
        });
    }

    HRESULT STDMETHODCALLTYPE CreateCardAuth(ISCardAuth **ppISCardAuth) override
    {
        return create(newAuth, ppISCardAuth);
    }

    HRESULT STDMETHODCALLTYPE CreateCHVerification(ISCardVerify **ppISCardVerify) override
    {
        return create(newVerify, ppISCardVerify);
    }

    HRESULT STDMETHODCALLTYPE CreateFileAccess(ISCardFileAccess **ppISCardFileAccess) override
    {
        return create(newFileAccess, ppISCardFileAccess);
    }

    HRESULT STDMETHODCALLTYPE CreateInterface(LPGUID pguidInterface, BSTR bstrName, LONG *pUserData,
                                              LPUNKNOWN *ppInterface) override
    {
        if (!ppInterface)
            return E_POINTER;
        *ppInterface = nullptr;
        if (!pguidInterface || !pUserData)
            return E_POINTER;
        if (*pguidInterface == IID_ISCardAuth)
            return create(newAuth, ppInterface);
        if (*pguidInterface == IID_ISCardVerify)
            return create(newVerify, ppInterface);
        if (*pguidInterface == IID_ISCardFileAccess)
            return create(newFileAccess, ppInterface);
        if (*pguidInterface == IID_ISCardManage) {
            AddRef();
            *ppInterface = this;
            return S_OK;
        }
        static const char16_t crypto[] = u"CryptoProvider";
        const UINT length = sizeof crypto - sizeof *crypto;
        const bool known = SysStringByteLen(bstrName) == length && std::memcmp(bstrName, crypto, length) == 0;
        return known ? E_NOTIMPL : E_NOINTERFACE;
    }

    HRESULT STDMETHODCALLTYPE Detach() override
    {
        return attach([](ISCard *card) { return card->Detach(LEAVE); });
    }

    HRESULT STDMETHODCALLTYPE Reconnect() override
    {
        return guarded([&] {
            Work work(*card_);
            card_->forget();
            return card_->connection()->ReAttach(SHARED, RESET);
        });
    }

    /* It may wait for another program: without a Work, which would keep other threads waiting as well. */
    HRESULT STDMETHODCALLTYPE SCardLock() override { return card_->connection()->LockSCard(); }

    HRESULT STDMETHODCALLTYPE SCardUnlock(SCARD_DISPOSITIONS Disposition) override
    {
        return guarded([&] {
            Work work(*card_);
            if (Disposition != LEAVE)
                card_->forget();
            return card_->connection()->UnlockSCard(Disposition);
        });
    }

    HRESULT STDMETHODCALLTYPE Status(SCARD_STATES *pStatus, SCARD_PROTOCOLS *pProtocols) override
    {
        if (pStatus)
            *pStatus = static_cast<SCARD_STATES>(0);
        if (pProtocols)
            *pProtocols = static_cast<SCARD_PROTOCOLS>(0);
        if (!pStatus || !pProtocols)
            return E_POINTER;
        HRESULT hr = card_->connection()->get_Status(pStatus);
        return FAILED(hr) ? hr : card_->connection()->get_Protocol(pProtocols);
    }
};

} // namespace

HRESULT create(ISCard *card, ISCardManage **made)
{
    if (!made)
        return E_POINTER;
    *made = nullptr;
    return guarded([&] {
        Ref<ISCard> connection(card);
        Ref<ISCardISO7816> iso;
        HRESULT hr = S_OK;
        if (!card)
            hr = CoCreateInstance(CLSID_CSCard, nullptr, CLSCTX_INPROC_SERVER, IID_ISCard,
                                  reinterpret_cast<void **>(connection.slot()));
        if (SUCCEEDED(hr))
            hr = CoCreateInstance(CLSID_CSCardISO7816, nullptr, CLSCTX_INPROC_SERVER, IID_ISCardISO7816,
                                  reinterpret_cast<void **>(iso.slot()));
        if (SUCCEEDED(hr))
            *made = new Manage(std::make_shared<Card>(std::move(connection), std::move(iso)));
        return hr;
    });
}

} // namespace provider

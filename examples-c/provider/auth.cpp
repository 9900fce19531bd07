/* ISCardAuth: the commands of ISO 7816-4 that prove something. */
#include "objects.h"

namespace provider {

namespace {

class Auth final : public Object<Auth, ISCardAuth> {
    SharedCard card_;

    /* The number of the key or code: the first byte of a parameter, which may be absent. */
    static HRESULT reference(IByteBuffer *parameter, BYTE &number)
    {
        number = 0;
        if (!parameter)
            return S_OK;
        Bytes bytes;
        HRESULT hr = bytesOf(parameter, bytes);
        if (SUCCEEDED(hr) && !bytes.empty())
            number = bytes[0];
        return hr;
    }

    /* The same for VERIFY and EXTERNAL AUTHENTICATE: without data they only ask, and the card may say yes. */
    static HRESULT withData(IByteBuffer *parameter, IByteBuffer *data, BYTE &number)
    {
        LONG length = 0;
        HRESULT hr = reference(parameter, number);
        if (SUCCEEDED(hr))
            hr = sizeOf(data, length);
        return SUCCEEDED(hr) && length == 0 ? E_INVALIDARG : hr;
    }

public:
    explicit Auth(const SharedCard &card) : Object(IID_ISCardAuth), card_(card) {}

    HRESULT STDMETHODCALLTYPE APP_Auth(LONG lAlgoID, LPBYTEBUFFER pParam, LPBYTEBUFFER pBuffer) override
    {
        if (!pBuffer)
            return E_POINTER;
        return guarded([&] {
            BYTE key;
            HRESULT hr = withData(pParam, pBuffer, key);
            if (FAILED(hr))
                return hr;
            return single(*card_, [&](ISCardISO7816 *iso, ISCardCmd **command) {
                return iso->ExternalAuthenticate(static_cast<BYTE>(lAlgoID), key, pBuffer, command);
            });
        });
    }

    HRESULT STDMETHODCALLTYPE GetChallenge(LONG, LONG lLengthOfChallenge, LPBYTEBUFFER, LPBYTEBUFFER *pBuffer) override
    {
        if (!pBuffer)
            return E_POINTER;
        if (lLengthOfChallenge <= 0)
            return E_INVALIDARG;
        return guarded([&] {
            Bytes challenge;
            HRESULT hr = single(
                *card_,
                [&](ISCardISO7816 *iso, ISCardCmd **command) { return iso->GetChallenge(lLengthOfChallenge, command); },
                &challenge);
            /* Whoever wants to be sure by 16 bytes is not by 8. */
            if (SUCCEEDED(hr) && challenge.size() != static_cast<size_t>(lLengthOfChallenge))
                hr = SCARD_E_UNEXPECTED;
            return FAILED(hr) ? hr : give(challenge, pBuffer);
        });
    }

    HRESULT STDMETHODCALLTYPE ICC_Auth(LONG lAlgoID, LPBYTEBUFFER pParam, LPBYTEBUFFER *pBuffer) override
    {
        if (!pBuffer)
            return E_POINTER;
        if (!*pBuffer)
            return E_INVALIDARG; /* it has what the card is to work on */
        return guarded([&] {
            BYTE key;
            Bytes result;
            HRESULT hr = reference(pParam, key);
            if (SUCCEEDED(hr))
                hr = single(
                    *card_,
                    [&](ISCardISO7816 *iso, ISCardCmd **command) {
                        return iso->InternalAuthenticate(static_cast<BYTE>(lAlgoID), key, *pBuffer, 0, command);
                    },
                    &result);
            return FAILED(hr) ? hr : give(result, pBuffer);
        });
    }

    HRESULT STDMETHODCALLTYPE User_Auth(LONG, LPBYTEBUFFER pParam, LPBYTEBUFFER pBuffer) override
    {
        if (!pBuffer)
            return E_POINTER;
        return guarded([&] {
            BYTE code;
            HRESULT hr = withData(pParam, pBuffer, code);
            if (FAILED(hr))
                return hr;
            return single(*card_, [&](ISCardISO7816 *iso, ISCardCmd **command) {
                return iso->Verify(code, pBuffer, command);
            });
        });
    }

private:
    /* Fills the buffer of the caller, or gives a new one. */
    static HRESULT give(const Bytes &bytes, IByteBuffer **slot)
    {
        if (*slot) {
            Ref<IByteBuffer> theirs(*slot);
            return store(bytes, theirs);
        }
        Ref<IByteBuffer> made;
        HRESULT hr = store(bytes, made);
        if (SUCCEEDED(hr))
            std::swap(*slot, *made.slot());
        return hr;
    }
};

} // namespace

ISCardAuth *newAuth(const SharedCard &card)
{
    return new Auth(card);
}

} // namespace provider

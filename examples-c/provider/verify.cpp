/* ISCardVerify: the codes of the card holder. */
#include "objects.h"

namespace provider {

namespace {

enum { change = 0x24, disable = 0x26, enable = 0x28, unblock = 0x2C };

class Verifier final : public Object<Verifier, ISCardVerify> {
    SharedCard card_;

    /* P2 of a code. A number that is none is refused: cut to five bits, it would cost another code a try. */
    static HRESULT reference(SCARD_FLAGS flags, SCARD_FLAGS more, LONG number, BYTE &p2)
    {
        const SCARD_FLAGS both = SC_FL_IHV_GLOBAL | SC_FL_IHV_LOCAL;
        if ((flags & ~(both | more)) != 0 || (flags & both) == both || number < 0 || number > 0x1F)
            return E_INVALIDARG;
        p2 = static_cast<BYTE>((flags & SC_FL_IHV_LOCAL ? 0x80 : 0x00) | number);
        return S_OK;
    }

    /* A command that ISCardISO7816 has no method for. */
    HRESULT send(BYTE ins, BYTE p1, BYTE p2, const Bytes *data)
    {
        Ref<IByteBuffer> buffer;
        if (data) {
            HRESULT hr = store(*data, buffer);
            if (FAILED(hr))
                return hr;
        }
        return single(*card_, [&](ISCardISO7816 *, ISCardCmd **command) {
            return (*command)->BuildCmd(0x00, ins, p1, p2, buffer.get(), nullptr);
        });
    }

    /* Codes, which are forgotten in any case. */
    struct Codes {
        Bytes old, fresh, both;
        ~Codes()
        {
            wipe(old);
            wipe(fresh);
            wipe(both);
        }
    };

public:
    explicit Verifier(const SharedCard &card) : Object(IID_ISCardVerify), card_(card) {}

    /* With ENABLE or DISABLE, the new code may be absent: it then stays. */
    HRESULT STDMETHODCALLTYPE ChangeCode(LPBYTEBUFFER pOldCode, LPBYTEBUFFER pNewCode, SCARD_FLAGS Flags,
                                         LONG lRef) override
    {
        const SCARD_FLAGS either = SC_FL_IHV_ENABLE | SC_FL_IHV_DISABLE;
        const bool enables = (Flags & SC_FL_IHV_ENABLE) != 0, disables = (Flags & SC_FL_IHV_DISABLE) != 0;
        if (!pOldCode || (!pNewCode && !enables && !disables))
            return E_POINTER;
        return guarded([&] {
            BYTE p2;
            Codes codes;
            HRESULT hr = reference(Flags, either, lRef, p2);
            if (SUCCEEDED(hr) && enables && disables)
                hr = E_INVALIDARG;
            if (SUCCEEDED(hr))
                hr = bytesOf(pOldCode, codes.old);
            if (SUCCEEDED(hr) && pNewCode)
                hr = bytesOf(pNewCode, codes.fresh);
            if (FAILED(hr))
                return hr;
            const bool changes = !codes.fresh.empty();
            if (codes.old.empty() || (!changes && !enables && !disables))
                return E_INVALIDARG;
            codes.both.reserve(codes.old.size() + codes.fresh.size());
            codes.both.insert(codes.both.end(), codes.old.begin(), codes.old.end());
            codes.both.insert(codes.both.end(), codes.fresh.begin(), codes.fresh.end());
            /* A code is changed while it is in use. */
            if (enables)
                hr = send(enable, 0x00, p2, &codes.old);
            if (SUCCEEDED(hr) && changes)
                hr = send(change, 0x00, p2, &codes.both);
            if (SUCCEEDED(hr) && disables)
                hr = send(disable, 0x00, p2, changes ? &codes.fresh : &codes.old);
            return hr;
        });
    }

    HRESULT STDMETHODCALLTYPE ResetSecurityState() override
    {
        return guarded([&] {
            Work work(*card_);
            card_->forget();
            return card_->connection()->ReAttach(SHARED, RESET);
        });
    }

    /* A LONG holds no unblocking code, so only a card that needs none can do it. */
    HRESULT STDMETHODCALLTYPE Unblock(LONG lData, SCARD_FLAGS Flags, LONG lRef) override
    {
        return guarded([&] {
            BYTE p2;
            HRESULT hr = reference(Flags, 0, lRef, p2);
            if (FAILED(hr))
                return hr;
            return lData != 0 ? E_NOTIMPL : send(unblock, 0x03, p2, nullptr);
        });
    }

    HRESULT STDMETHODCALLTYPE Verify(LPBYTEBUFFER pCode, SCARD_FLAGS Flags, LONG lRef) override
    {
        if (!pCode)
            return E_POINTER;
        return guarded([&] {
            BYTE p2;
            LONG length = 0;
            HRESULT hr = reference(Flags, 0, lRef, p2);
            if (SUCCEEDED(hr))
                hr = sizeOf(pCode, length);
            if (FAILED(hr))
                return hr;
            if (length == 0)
                return E_INVALIDARG; /* VERIFY without data only asks, and may say yes */
            return single(*card_,
                          [&](ISCardISO7816 *iso, ISCardCmd **command) { return iso->Verify(p2, pCode, command); });
        });
    }
};

} // namespace

ISCardVerify *newVerify(const SharedCard &card)
{
    return new Verifier(card);
}

} // namespace provider

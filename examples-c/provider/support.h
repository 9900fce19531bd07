/* What every file here uses: owned pointers, bytes, and the part that all COM objects have in common. */
#ifndef PROVIDER_SUPPORT_H
#define PROVIDER_SUPPORT_H

#include <scardprov.h>

#include <atomic>
#include <new>
#include <utility>
#include <vector>

namespace provider {

typedef std::vector<BYTE> Bytes;

/* An interface pointer with a reference of its own. */
template <class Interface> class Ref {
    Interface *held_;

public:
    Ref() : held_(nullptr) {}
    explicit Ref(Interface *shared) : held_(shared)
    {
        if (held_)
            held_->AddRef();
    }
    Ref(Ref &&other) : held_(other.held_) { other.held_ = nullptr; }
    Ref &operator=(Ref &&other)
    {
        std::swap(held_, other.held_);
        return *this;
    }
    ~Ref()
    {
        if (held_)
            held_->Release();
    }
    Interface *get() const { return held_; }
    Interface *operator->() const { return held_; }
    /* For [out] parameters, while it is empty, and for [in, out] ones. */
    Interface **slot() { return &held_; }
};

/* Runs what a method does: no exception may reach its caller, who may be C. */
template <class Body> HRESULT guarded(Body body)
{
    try {
        return body();
    } catch (const std::bad_alloc &) {
        return E_OUTOFMEMORY;
    } catch (...) {
        return E_UNEXPECTED;
    }
}

/* IUnknown and IDispatch of an object. `Self` is final and has no virtual destructor: it would be in the vtable. */
template <class Self, class Interface> class Object : public Interface {
    std::atomic<ULONG> references_;
    const IID &iid_;

protected:
    explicit Object(const IID &iid) : references_(1), iid_(iid) {}
    ~Object() {}

public:
    Object(const Object &) = delete;
    Object &operator=(const Object &) = delete;

    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **object) override
    {
        if (!object)
            return E_POINTER;
        *object = nullptr;
        if (riid != IID_IUnknown && riid != IID_IDispatch && riid != iid_)
            return E_NOINTERFACE;
        *object = static_cast<Interface *>(this);
        AddRef();
        return S_OK;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return ++references_; }
    ULONG STDMETHODCALLTYPE Release() override
    {
        ULONG left = --references_;
        if (left == 0)
            delete static_cast<Self *>(this);
        return left;
    }

    /* No member can be called by name: handles and TLV tables are no types of Automation. */
    HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT *count) override
    {
        if (!count)
            return E_POINTER;
        *count = 0;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT, LCID, ITypeInfo **info) override
    {
        if (!info)
            return E_POINTER;
        *info = nullptr;
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID riid, LPOLESTR *names, UINT count, LCID, DISPID *ids) override
    {
        if (!names || !ids)
            return E_POINTER;
        if (riid != IID_NULL)
            return DISP_E_UNKNOWNINTERFACE;
        for (UINT i = 0; i < count; i++)
            ids[i] = -1;
        return DISP_E_UNKNOWNNAME;
    }
    HRESULT STDMETHODCALLTYPE Invoke(DISPID, REFIID riid, LCID, WORD, DISPPARAMS *, VARIANT *, EXCEPINFO *,
                                     UINT *) override
    {
        return riid == IID_NULL ? DISP_E_MEMBERNOTFOUND : DISP_E_UNKNOWNINTERFACE;
    }
};

/* All bytes of a buffer, whatever its seek pointer, which stays. Foreign buffers must do. */
HRESULT bytesOf(IByteBuffer *buffer, Bytes &bytes);

/* How many there are. */
HRESULT sizeOf(IByteBuffer *buffer, LONG &size);

/* Puts bytes into a buffer; makes one if there is none. */
HRESULT store(const Bytes &bytes, Ref<IByteBuffer> &buffer);

/* Forgets a code: the compiler may not leave that out. */
void wipe(Bytes &bytes);

} // namespace provider

#endif

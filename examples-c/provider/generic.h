/*
 * generic.h - a service provider for any card of ISO 7816-4, for card vendors to start from.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * A vendor gives it a class identifier, a class factory and DllGetClassObject, and replaces what the card does
 * otherwise: README.md says where.
 */
#ifndef PROVIDER_GENERIC_H
#define PROVIDER_GENERIC_H

#include <scardprov.h>

namespace provider {

/*
 * Makes a provider, without a card yet. It talks through `card`, of which it keeps a reference; NULL is a new CSCard.
 * All objects of one provider may be used by any thread.
 */
HRESULT create(ISCard *card, ISCardManage **made);

} // namespace provider

#endif

/* The three objects that a provider gives out for its card, each with one reference. */
#ifndef PROVIDER_OBJECTS_H
#define PROVIDER_OBJECTS_H

#include "card.h"

namespace provider {

ISCardAuth *newAuth(const SharedCard &card);
ISCardVerify *newVerify(const SharedCard &card);
ISCardFileAccess *newFileAccess(const SharedCard &card);

} // namespace provider

#endif

#include "server/endpoint/judgement.h"

namespace tokenhouse::server {

EndpointFault faultOf(Step step)
{
    using enum EndpointFault;
    switch (step) {
    case Step::Path: return MalformedRequest;
    case Step::Ready: return ManagerNotInitialized;
    case Step::Query: return QueryStringTooLarge;
    case Step::Method:
    case Step::Methods: return InvalidRequestMethod;
    case Step::Header: return AuthenticationHeaderInvalid;
    case Step::Token:
    case Step::Allowed: return AuthenticationFailed;
    case Step::Limit: return RateLimitExceeded;
    case Step::Route: return EmptyRoute;
    case Step::Definition: return DefinitionNotFound;
    case Step::ContentType: return InvalidContentType;
    case Step::Accepted: break;
    }
    return None;
}

} // namespace tokenhouse::server

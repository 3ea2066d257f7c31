#pragma once

#include <optional>

#include "views/dialogs/house_dialog.h"

namespace tokenhouse {

/// What one can tell people about a certificate, as text.
struct CertificateText {
    QString subject;
    QString issuer; ///< "itself (self-signed)"
    QString valid;  ///< "1 Mar 2026 – 1 Mar 2027"
    QString fingerprint;
};

/// A server whose certificate is not trusted: what is wrong, what was trusted before, and a decision kept per profile.
/// Staying away is the default.
class CertificateDialog : public HouseDialog {
    Q_OBJECT

public:
    CertificateDialog(const QString& profile, const QString& whatIsWrong, const std::optional<CertificateText>& trusted,
                      const CertificateText& shown, QWidget* parent = nullptr);

Q_SIGNALS:
    void trustWanted();
};

} // namespace tokenhouse

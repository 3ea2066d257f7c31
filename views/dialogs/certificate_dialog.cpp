#include "views/dialogs/certificate_dialog.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "views/widgets/label.h"

namespace tokenhouse {

namespace {

class Card : public QWidget {
public:
    Card(const QString& title, const CertificateText& facts, const CertificateText* other, Role outline,
         QWidget* parent)
        : QWidget(parent), m_outline(outline)
    {
        auto* grid = new QGridLayout(this);
        grid->setContentsMargins(15, 12, 15, 12);
        grid->setHorizontalSpacing(12);
        grid->setColumnStretch(1, 1);
        grid->addWidget(plainLabel(title, Role::Text, Theme::strong(), this), 0, 0, 1, 2);
        const auto row = [&](int at, const QString& label, const QString& value, bool differs, const QFont& font) {
            auto* text = plainLabel(value, differs ? Role::Refused : Role::Text, font, this);
            text->setWordWrap(true);
            text->setTextInteractionFlags(Qt::TextSelectableByMouse);
            grid->addWidget(plainLabel(label, Role::Muted, Theme::body(), this), at, 0, Qt::AlignTop);
            grid->addWidget(text, at, 1);
        };
        row(1, CertificateDialog::tr("For"), facts.subject, other && other->subject != facts.subject, Theme::body());
        row(2, CertificateDialog::tr("From"), facts.issuer, other && other->issuer != facts.issuer, Theme::body());
        row(3, CertificateDialog::tr("Valid"), facts.valid, false, Theme::body());
        // Broken into lines: 95 characters without a blank cannot wrap by themselves.
        QString fingerprint = facts.fingerprint;
        for (auto at = fingerprint.size() / 24 * 24; at > 0; at -= 24)
            fingerprint.insert(at, QLatin1Char('\n'));
        row(4, QStringLiteral("SHA-256"), fingerprint, other && other->fingerprint != facts.fingerprint, Theme::mono());
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Theme::of(this).colour(m_outline));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    }

private:
    Role m_outline;
};

} // namespace

CertificateDialog::CertificateDialog(const QString& profile, const QString& whatIsWrong,
                                     const std::optional<CertificateText>& trusted, const CertificateText& shown,
                                     QWidget* parent)
    : HouseDialog(tr("Certificate"), trusted ? 720 : 520, parent)
{
    setHeading(trusted ? tr("The certificate of “%1” has changed").arg(profile)
                       : tr("The certificate of “%1” is not trusted").arg(profile));
    setSentence(whatIsWrong);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    if (trusted)
        row->addWidget(new Card(tr("Trusted until now"), *trusted, nullptr, Role::Line, this), 1);
    row->addWidget(
        new Card(tr("Shown now"), shown, trusted ? &*trusted : nullptr, trusted ? Role::Refused : Role::Outline, this),
        1);
    body()->addLayout(row);
    body()->addSpacing(8);
    Button* trust = addLeft(tr("Trust this one from now on"));
    connect(trust, &Button::chosen, this, &CertificateDialog::trustWanted);
    Button* copy = addRight(tr("Copy for the administrator"));
    const QString text =
        QStringLiteral("%1\n%2\n%3\nSHA-256 %4").arg(shown.subject, shown.issuer, shown.valid, shown.fingerprint);
    connect(copy, &Button::chosen, this, [this, text] { Q_EMIT copyWanted(text); });
    setMain(addRight(tr("Stay away")));
    connect(mainButton(), &Button::chosen, this, &QDialog::reject);
    mainButton()->setFocus();
}

} // namespace tokenhouse

#include "views/dialogs/connect_dialog.h"

#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include "views/house_style.h"
#include "views/widgets/label.h"

namespace tokenhouse {

namespace {

bool isLoopback(const QString& host)
{
    return host == QLatin1String("localhost") || host == QLatin1String("::1") || host.startsWith(QLatin1String("127."));
}

} // namespace

ConnectDialog::ConnectDialog(QWidget* parent) : HouseDialog(tr("Connect to a server"), 480, parent)
{
    setSentence(tr("Whoever runs Tokenhouse in your organisation knows the address."));
    m_address = new QLineEdit(this);
    m_address->setAccessibleName(tr("Address"));
    m_address->setPlaceholderText(QStringLiteral("https://tokens.example.net:5003"));
    m_address->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    m_hint = new WrappedLabel({}, Role::Muted, Theme::small(), this);
    addField(tr("Address"), m_address, m_hint);
    m_name = new QLineEdit(this);
    m_name->setAccessibleName(tr("Name"));
    m_name->setPlaceholderText(tr("How it is called here, such as Production"));
    addField(tr("Name"), m_name);
    Button* cancel = addRight(tr("Cancel"));
    connect(cancel, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(tr("Connect")));
    connect(mainButton(), &Button::chosen, this, &ConnectDialog::submitted);
    connect(m_address, &QLineEdit::textChanged, this, &ConnectDialog::judge);
    m_address->setFocus();
    judge();
}

QUrl ConnectDialog::url() const
{
    QString text = m_address->text().trimmed();
    if (!text.contains(QLatin1String("://")))
        text.prepend(QLatin1String("https://"));
    const QUrl whole(text, QUrl::StrictMode);
    const bool isHttp = whole.scheme() == QLatin1String("https") || whole.scheme() == QLatin1String("http");
    if (!whole.isValid() || !isHttp || whole.host().isEmpty() || !whole.userInfo().isEmpty())
        return {};
    QUrl result;
    result.setScheme(whole.scheme());
    result.setHost(whole.host());
    result.setPort(whole.port());
    return result;
}

QString ConnectDialog::name() const
{
    const QString given = m_name->text().trimmed();
    return given.isEmpty() ? url().host() : given;
}

void ConnectDialog::judge()
{
    const bool isEmpty = m_address->text().trimmed().isEmpty();
    const QUrl where = url();
    const bool isBad = !isEmpty && !where.isValid();
    const bool isPlain = where.scheme() == QLatin1String("http") && !isLoopback(where.host());
    setWrong(m_address, isBad);
    setTextRole(m_hint, isBad || isPlain ? Role::Refused : Role::Muted);
    m_hint->setText(isBad     ? tr("This is not an address such as https://tokens.example.net:5003.")
                    : isPlain ? tr("Without https, everybody on the way can read passwords and secrets.")
                              : QString());
    m_hint->setVisible(!m_hint->text().isEmpty());
    setMainReason(isEmpty            ? tr("the address is still missing")
                  : isBad || isPlain ? tr("the address is not good yet")
                                     : QString());
}

} // namespace tokenhouse

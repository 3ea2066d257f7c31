#include "views/dialogs/leaked_dialog.h"

#include <algorithm>

#include <QDragEnterEvent>
#include <QMimeData>
#include <QVBoxLayout>

#include "views/dialogs/second_press.h"
#include "views/widgets/details_pane.h"
#include "views/widgets/label.h"
#include "views/widgets/secret_edit.h"

namespace tokenhouse {

LeakedDialog::LeakedDialog(QWidget* parent)
    : HouseDialog(tr("Find a leaked secret"), 600, parent),
      m_edit(new SecretEdit(tr("Found text"), this)),
      m_results(new QWidget(this)),
      m_list(new LinkList(m_results))
{
    setSentence(tr("Paste or drop what was found: a secret, a line of a log, a piece of a file. It goes to the server "
                   "and nowhere else, and is forgotten with this dialog."));
    m_edit->field()->setAccessibleName(tr("Found text"));
    auto* hint = new WrappedLabel(tr("That it was looked for is an event; what was looked for is not."), Role::Muted,
                                  Theme::small(), this);
    addField(tr("Found text"), m_edit, hint);
    auto* layout = new QVBoxLayout(m_results);
    layout->setContentsMargins(0, 0, 0, 8);
    m_list->setAccessibleName(tr("Tokens whose secret is in it"));
    layout->addWidget(m_list);
    m_results->hide();
    body()->addWidget(m_results);
    m_stop = addLeft(tr("Stop it now…"));
    auto* twice = new SecondPress(m_stop, tr("Disable as leaked"), this);
    twice->setConsequence(tr("Every program that calls with this token gets 401 from the next call on."),
                          tr("It can be enabled again only with a new secret."));
    connect(twice, &SecondPress::confirmed, this, [this] {
        const auto first = std::ranges::find_if(m_finds, &Find::canBeStopped);
        if (first != m_finds.end())
            Q_EMIT stopWanted(first->tokenId);
    });
    Button* close = addRight(tr("Close"));
    connect(close, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(tr("Find")));
    connect(mainButton(), &Button::chosen, this, &LeakedDialog::searchWanted);
    connect(m_edit, &SecretEdit::edited, this, [this] {
        m_finds.clear();
        m_results->hide();
        setNotice(Banner::Kind::Warning, {});
        judge();
    });
    connect(m_list, &LinkList::linkChosen, this, &LeakedDialog::tokenChosen);
    setAcceptDrops(true);
    m_edit->field()->setFocus();
    judge();
}

const SecretBytes& LeakedDialog::text() const
{
    return m_edit->field()->secret();
}

void LeakedDialog::setFinds(const QList<Find>& finds)
{
    m_finds = finds;
    QList<LinkRow> rows;
    for (const auto& find : finds)
        rows << LinkRow{find.tokenId, find.name, find.what, !find.canBeStopped};
    m_list->setRows(rows, rows.size(), {});
    m_results->setVisible(!finds.isEmpty());
    const bool isDangerous = std::ranges::any_of(finds, &Find::canBeStopped);
    if (finds.isEmpty())
        setNotice(Banner::Kind::Success, tr("No token of this server has or had it."),
                  tr("It may be of another server, or not be a secret."));
    else if (isDangerous)
        setNotice(Banner::Kind::Warning, tr("It works."), tr("Whoever found it too can call with it."));
    else
        setNotice(Banner::Kind::Success, tr("It does not work any more."));
    judge();
    fit();
}

void LeakedDialog::setStopForbidden(const QString& reason)
{
    m_stopForbidden = reason;
    judge();
}

void LeakedDialog::setStopped(const QString& name)
{
    for (auto& find : m_finds)
        find.canBeStopped = false;
    setNotice(Banner::Kind::Success, tr("“%1” is disabled as leaked.").arg(name),
              tr("Rotate its secret before it is enabled again."));
    judge();
}

void LeakedDialog::judge()
{
    setMainReason(text().empty() ? tr("there is no text to look in yet") : QString());
    const bool can = std::ranges::any_of(m_finds, &Find::canBeStopped);
    m_stop->setBlocked(!can                         ? tr("Find out first whose it is.")
                       : !m_stopForbidden.isEmpty() ? m_stopForbidden
                                                    : QString());
}

void LeakedDialog::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasText())
        event->acceptProposedAction();
}

void LeakedDialog::dropEvent(QDropEvent* event)
{
    auto bytes = event->mimeData()->data(QStringLiteral("text/plain"));
    m_edit->field()->setSecret(
        SecretBytes(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
    bytes.fill('\0');
    event->acceptProposedAction();
    Q_EMIT m_edit->edited();
}

} // namespace tokenhouse

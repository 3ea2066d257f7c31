#include "views/dialogs/token_in_use_dialog.h"

#include <QPainter>
#include <QVBoxLayout>

#include "views/dialogs/second_press.h"

namespace tokenhouse {

namespace {

class Boxed : public QWidget {
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Theme::of(this).colour(Role::Line));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), measure::radius, measure::radius);
    }
};

} // namespace

TokenInUseDialog::TokenInUseDialog(const QString& tokenName, int apiCount, QWidget* parent)
    : HouseDialog(tr("Token in use"), 560, parent), m_count(apiCount)
{
    setHeading(tr("“%1” is in use").arg(tokenName));
    setSentence(tr("%Ln APIs allow this token, so it was not deleted. Nothing has changed.", nullptr, apiCount));
    auto* box = new Boxed(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(13, 10, 13, 0);
    m_list = new LinkList(box);
    m_list->setAccessibleName(tr("APIs that allow this token"));
    layout->addWidget(m_list);
    body()->addWidget(box);
    body()->addSpacing(8);
    m_remove = addLeft(tr("Remove from these %Ln and delete…", nullptr, apiCount));
    auto* twice = new SecondPress(m_remove, tr("Remove from %Ln and delete", nullptr, m_count), this);
    twice->setConsequence(tr("This cannot be undone."),
                          tr("The token is taken off %Ln APIs first, then deleted.", nullptr, m_count));
    connect(twice, &SecondPress::confirmed, this, &TokenInUseDialog::removeAndDelete);
    Button* cancel = addRight(tr("Cancel"));
    connect(cancel, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(tr("Disable instead")));
    connect(mainButton(), &Button::chosen, this, &TokenInUseDialog::disableInstead);
    connect(m_list, &LinkList::linkChosen, this, &TokenInUseDialog::apiChosen);
    connect(m_list, &LinkList::moreChosen, this, &TokenInUseDialog::allApisChosen);
    mainButton()->setFocus();
}

void TokenInUseDialog::setApis(const QList<LinkRow>& apis)
{
    m_list->setRows(apis, m_count, tr("They cannot be listed now."));
    fit();
}

void TokenInUseDialog::setDisableForbidden(const QString& reason)
{
    setMainReason(reason);
}
void TokenInUseDialog::setRemoveForbidden(const QString& reason)
{
    m_remove->setBlocked(reason);
}

} // namespace tokenhouse

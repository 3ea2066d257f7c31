#pragma once

#include <QScrollArea>

#include "models/object_details.h"

class QLabel;
class QVBoxLayout;

namespace tokenhouse {

class Button;
class FactGrid;
class SelectableText;
class StatePill;

/// A line of a list of links: "encoders/{id}/status … script".
struct LinkRow {
    QString id;
    QString text;
    QString note;
    bool off = false;
    bool operator==(const LinkRow&) const = default;
};

/// The pane beside the table: what the selected object is, what it is linked with, what happened to it.
class DetailsPane : public QScrollArea {
    Q_OBJECT

public:
    explicit DetailsPane(QWidget* parent = nullptr);

    /// Says this instead of any object ("Pick a token to see what it is.").
    void showNothing(const QString& sentence);
    void setTitle(const QString& title, const QString& subtitle = {});
    void setFace(Face face, const QString& word);
    void hideFace();
    /// What stays keeps its place, the keyboard and its selection.
    void setFacts(const std::vector<DetailFact>& facts);
    /// The link behind a fact's value, e.g. Rotate… behind the secret's; null when it has none.
    Button* factLink(const QString& key) const;

    QVBoxLayout* body() const { return m_body; }

Q_SIGNALS:
    void copyWanted(const QString& text);
    void factLinkChosen(const QString& key);

protected:
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QWidget* m_content;
    QVBoxLayout* m_layout;
    SelectableText* m_title;
    QLabel* m_subtitle;
    StatePill* m_pill;
    FactGrid* m_facts;
    QVBoxLayout* m_body;
    QWidget* m_bodyBox;
    QLabel* m_nothing;
};

/// "MAY CALL 7 APIS        Show all"
class SectionHead : public QWidget {
    Q_OBJECT

public:
    explicit SectionHead(const QString& title, const QString& link = {}, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    void setLink(const QString& link);

Q_SIGNALS:
    void linkChosen();

private:
    QLabel* m_title;
    Button* m_link;
};

/// Links under a head, a few of them; the rest is behind "and 4 more".
class LinkList : public QWidget {
    Q_OBJECT

public:
    explicit LinkList(QWidget* parent = nullptr);
    void setRows(const QList<LinkRow>& rows, qint64 total, const QString& nothing);

Q_SIGNALS:
    void linkChosen(const QString& id);
    void moreChosen();

private:
    QVBoxLayout* m_layout;
    QList<LinkRow> m_rows;
    qint64 m_total = -1;
    QString m_nothing;
};

} // namespace tokenhouse

#pragma once

#include <QWidget>

#include "views/widgets/filter_words.h"

class QCompleter;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QMenu;
class QStringListModel;

namespace tokenhouse {

class Button;
class Chip;
class ElidedLabel;
class ExpertEdit;
class FieldFrame;
class FilterMenu;
class FlowLayout;

/// The filter of one page: words and chips, or the same as expert text. A face of FilterState, which it is given.
class FilterBar : public QWidget {
    Q_OBJECT

public:
    /// `times`: the zone whose days are meant.
    FilterBar(FilterState& state, FilterWords words, const TimeText& times, QWidget* parent = nullptr);
    /// People that the menu "Created by" offers, beside the one who is signed in.
    void setKnownUsers(const QStringList& users);
    void focusSearch();
    /// Something else that belongs to the page's view, at the end of the line.
    void addButton(Button* button);
    /// Saved filters, behind a button of their own. Owned by the caller.
    void setSavedMenu(QMenu* menu);
    /// The server that filters is gone: what is typed stays, nothing can be changed, and this says why. Empty = it is
    /// back.
    void setAway(const QString& reason);

Q_SIGNALS:
    /// Text shaped like a secret was typed: who wants to know whose it is?
    void identifyWanted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeSimple();
    QWidget* makeExpert();
    QWidget* makeErrorLine();
    void follow();
    void followChips();
    void complete();
    void takeCompletion(const QString& word);
    void takeSuggestion();

    FilterState& m_state;
    FilterWords m_words;
    const TimeText& m_times;
    QString m_away;
    QHBoxLayout* m_row = nullptr;
    QWidget* m_faces = nullptr;
    FieldFrame* m_simple = nullptr;
    FlowLayout* m_flow = nullptr;
    QList<Chip*> m_chips;
    std::vector<FilterChip> m_shown;
    QLineEdit* m_search = nullptr;
    Button* m_add = nullptr;
    Button* m_saved = nullptr;
    FilterMenu* m_menu = nullptr;
    ExpertEdit* m_expert = nullptr;
    QCompleter* m_completer = nullptr;
    QStringListModel* m_completions = nullptr;
    Button* m_mode = nullptr;
    ElidedLabel* m_error = nullptr;
    Button* m_suggestion = nullptr;
    QLabel* m_errorTail = nullptr;
    QWidget* m_errorLine = nullptr;
};

} // namespace tokenhouse

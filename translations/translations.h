#pragma once

class QCoreApplication;

namespace tokenhouse {

/// Loads the texts of the system's language, and English where there are none: the sources are English, but know no
/// plural forms. Qt's own texts (dialog buttons) come with them where Qt's translations are installed. The translators
/// belong to the application. Call once, before the first text is made.
void installTranslations(QCoreApplication& application);

} // namespace tokenhouse

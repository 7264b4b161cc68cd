#include "text/wordnet.hpp"

#include "core/file.hpp"

#include <algorithm>
#include <charconv>
#include <span>

namespace assay::text {
namespace {

constexpr std::size_t file_bytes_max = std::size_t{64} << 20U;
constexpr std::array<std::string_view, 4> part_names = {"noun", "verb", "adj", "adv"};

struct Ending {
    std::string_view inflected;
    std::string_view lemma;
};
constexpr std::array noun_endings = {Ending{"s", ""},
                                     Ending{"ses", "s"},
                                     Ending{"ves", "f"},
                                     Ending{"xes", "x"},
                                     Ending{"zes", "z"},
                                     Ending{"ches", "ch"},
                                     Ending{"shes", "sh"},
                                     Ending{"men", "man"},
                                     Ending{"ies", "y"}};
constexpr std::array verb_endings = {Ending{"s", ""},
                                     Ending{"ies", "y"},
                                     Ending{"es", "e"},
                                     Ending{"es", ""},
                                     Ending{"ed", "e"},
                                     Ending{"ed", ""},
                                     Ending{"ing", "e"},
                                     Ending{"ing", ""}};
constexpr std::array adjective_endings = {
    Ending{"er", ""}, Ending{"est", ""}, Ending{"er", "e"}, Ending{"est", "e"}};
constexpr std::array<std::span<const Ending>, 4> endings_of = {
    noun_endings, verb_endings, adjective_endings, std::span<const Ending>{}};

/// Takes the next field of a line of fields between single spaces.
std::string_view next_field(std::string_view& line) {
    while (line.starts_with(' ')) line.remove_prefix(1);
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view field = line.substr(0, end);
    line.remove_prefix(end);
    return field;
}

std::size_t to_number(std::string_view field, int base) {
    std::size_t number = 0;
    std::from_chars(field.data(), field.data() + field.size(), number, base);
    return number;
}

std::vector<std::string> without_endings(std::span<const std::string> forms,
                                         std::span<const Ending> endings) {
    std::vector<std::string> shorter;
    for (const std::string& form : forms) {
        for (const Ending& ending : endings) {
            if (!form.ends_with(ending.inflected)) continue;
            const std::size_t stem_bytes = form.size() - ending.inflected.size();
            shorter.push_back(form.substr(0, stem_bytes).append(ending.lemma));
        }
    }
    return shorter;
}

std::unordered_map<std::string, std::vector<std::string>> read_exceptions(std::string_view file) {
    std::unordered_map<std::string, std::vector<std::string>> exceptions;
    while (!file.empty()) {
        const std::size_t end = std::min(file.find('\n'), file.size());
        std::string_view line = file.substr(0, end);
        file.remove_prefix(std::min(end + 1, file.size()));
        const std::string_view form = next_field(line);
        std::vector<std::string> lemmas;
        for (auto lemma = next_field(line); !lemma.empty(); lemma = next_field(line))
            lemmas.emplace_back(lemma);
        exceptions.insert_or_assign(std::string(form), std::move(lemmas));
    }
    return exceptions;
}

}  // namespace

Result<WordNet> WordNet::open(const std::filesystem::path& folder) {
    WordNet wordnet;
    for (std::size_t i = 0; i < part_names.size(); ++i) {
        const std::string name(part_names[i]);
        PartOfSpeech& part = wordnet.parts_[i];
        TRY(part.index, read_file(folder / ("index." + name), file_bytes_max));
        TRY(part.data, read_file(folder / ("data." + name), file_bytes_max));
        TRY(const std::string exceptions, read_file(folder / (name + ".exc"), file_bytes_max));
        part.exceptions = read_exceptions(exceptions);
    }
    return wordnet;
}

std::string_view WordNet::PartOfSpeech::find(std::string_view lemma) const {
    // Lines of the licence begin with a space and so sort before every lemma.
    std::size_t low = 0;
    std::size_t high = index.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        const std::size_t before = middle == 0 ? std::string::npos : index.rfind('\n', middle - 1);
        const std::size_t start = before == std::string::npos ? 0 : before + 1;
        const std::size_t end = std::min(index.find('\n', start), index.size());
        const std::string_view line(index.data() + start, end - start);
        const std::string_view found = line.substr(0, line.find(' '));
        if (found == lemma) return line.substr(found.size());
        if (found < lemma) {
            low = end + 1;
        } else {
            high = start;
        }
    }
    return {};
}

std::string_view WordNet::PartOfSpeech::synset(std::size_t offset) const {
    if (offset >= data.size()) return {};
    const std::size_t end = std::min(data.find('\n', offset), data.size());
    return std::string_view(data).substr(offset, end - offset);
}

std::vector<std::string_view> WordNet::synonyms(std::string_view word) const {
    std::vector<std::string_view> names;
    if (word.empty() || word.find(' ') != std::string_view::npos) return names;
    const auto add_synset = [&](std::string_view line) {
        for (int skipped = 0; skipped < 3; ++skipped) next_field(line);
        for (std::size_t left = to_number(next_field(line), 16); left > 0; --left) {
            std::string_view name = next_field(line);
            next_field(line);
            // Adjectives may carry where they stand: `galore(ip)`.
            if (name.ends_with(')')) name = name.substr(0, name.find('('));
            if (name.find('_') == std::string_view::npos) names.push_back(name);
        }
    };
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        const PartOfSpeech& part = parts_[i];
        const auto add_forms = [&](std::span<const std::string> forms) {
            bool is_known = false;
            for (const std::string& form : forms) {
                std::string_view line = part.find(form);
                if (line.empty()) continue;
                is_known = true;
                next_field(line);
                const std::size_t synset_count = to_number(next_field(line), 10);
                std::size_t skipped_count = to_number(next_field(line), 10) + 2;
                for (; skipped_count > 0; --skipped_count) next_field(line);
                for (std::size_t left = synset_count; left > 0; --left)
                    add_synset(part.synset(to_number(next_field(line), 10)));
            }
            return is_known;
        };
        std::vector<std::string> forms = {std::string(word)};
        if (const auto found = part.exceptions.find(forms.front());
            found != part.exceptions.end()) {
            forms.insert(forms.end(), found->second.begin(), found->second.end());
            add_forms(forms);
            continue;
        }
        // The word itself and all that one ending gives; only where none is known, further endings.
        std::vector<std::string> shorter = without_endings(forms, endings_of[i]);
        forms.insert(forms.end(), shorter.begin(), shorter.end());
        bool is_known = add_forms(forms);
        while (!is_known && !shorter.empty()) {
            shorter = without_endings(shorter, endings_of[i]);
            is_known = add_forms(shorter);
        }
    }
    std::ranges::sort(names);
    const auto repeated = std::ranges::unique(names);
    names.erase(repeated.begin(), repeated.end());
    return names;
}

}  // namespace assay::text

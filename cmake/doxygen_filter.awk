# SPDX-License-Identifier: MIT
# What Doxygen sees of a header. Members that mean the same in every type are described here, once, instead of in each
# header; lines keep their numbers. Names stand without the inline namespace, as one writes them. A member with a comment of its own keeps it.
function describe(pattern, text) {
    if (!described && line ~ pattern && line !~ /\/\/\/</) {
        match(line, /^ */)
        line = substr(line, 1, RLENGTH) "/** " text " */ " substr(line, RLENGTH + 1)
        described = 1
    }
}
{
    line = $0
    sub(/^inline namespace v0 \{$/, "", line)
    sub(/^}  \/\/ namespace v0$/, "", line)
    described = commented
    describe("^ +friend bool operator==\\(", "Whether all fields are equal.")
    describe("^ +static constexpr std::string_view name =", "Name in the tool, in files and in provenance.")
    describe("^ +static constexpr std::string_view description =", "One line for lists of methods.")
    describe("^ +\\[\\[nodiscard\\]\\] static ParameterList<.*> parameters\\(", "The fields as described parameters, in their order.")
    describe("^ +\\[\\[nodiscard\\]\\] (Delineation|Partition|MethodResult) operator\\(\\)\\(const Region& region, const Context& context( = \\{\\})?\\) const", "Runs the method.")
    describe("^ +\\[\\[nodiscard\\]\\] std::size_t size\\(\\) const", "Number of entries.")
    describe("^ +\\[\\[nodiscard\\]\\] bool empty\\(\\) const", "Whether there is none.")
    describe("^ +[A-Z][A-Za-z]*\\((const [A-Z][A-Za-z]*&|[A-Z][A-Za-z]*&&)( other)?\\)", "A copy, or what is moved here.")
    describe("^ +[A-Z][A-Za-z]*& operator=\\(", "Takes the value of another.")
    describe("^ +using Error::Error;", "As `Error`.")
    describe("^extern template ", "Compiled into the library.")
    describe("^ +ContiguityUse contiguity =", "Whether the contiguity of the region is asked for.")
    describe("^ +Policy policy =", "What becomes of rows that cannot be used.")
    # a field of a type of this library means what the type says
    if (!described && line !~ /\/\/\/</ && line ~ /^ +(std::(vector|optional)<)?[A-Z][A-Za-z]+>? [a-z_]+( = [^(]*)?;/) {
        type = line
        sub(/^ +(std::(vector|optional)<)?/, "", type)
        sub(/[> ].*/, "", type)
        describe("^", "See `" type "`.")
    }
    print line
    # a comment, or the beginning of a declaration that a comment stands above, belongs to the next line
    commented = ($0 ~ /^ *\/\/\// && $0 !~ /@file/) || (commented && $0 ~ /^ *(template|requires)/)
}

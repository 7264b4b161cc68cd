// What Jinja2 3.1.2 renders for the same templates and variables.

#include "prompts/template.hpp"

#include <gtest/gtest.h>

namespace assay::prompts {
namespace {

struct Row {
    bool trims_blocks;
    std::string_view source;
    std::string_view rendered;
};

constexpr std::string_view variables =
    R"j({"name": "Ada", "text": "  padded text ", "n": 7, "f": 2.5, "yes": true, "nothing": null, "nums": [3, 1, 2],
        "words": ["pear", "Fig", "apple"], "empty": [], "d": {"k": 1, "q": "it's"},
        "rows": [{"id": 1, "tag": "x"}, {"id": 2, "tag": "y"}, {"id": 3, "tag": "x"}], "u": "naïve 日本"})j";

// clang-format off
constexpr Row rows[] = {
    {false, R"j({{ name }}!)j", R"j(Ada!)j"},
    {false, R"j({{ nums }})j", R"j([3, 1, 2])j"},
    {false, R"j({{ [yes, nothing, 1.0, 'a', "it's"] }})j", R"j([True, None, 1.0, 'a', "it's"])j"},
    {false, R"j({{ d }})j", R"j({'k': 1, 'q': "it's"})j"},
    {false, R"j({{ (1,) }} {{ () }} {{ (1, 'b') }})j", R"j((1,) () (1, 'b'))j"},
    {false, R"j({{ 1e16 }} {{ 1e15 }} {{ 0.0001 }} {{ 0.00001 }} {{ 3.0 }})j", R"j(1e+16 1000000000000000.0 0.0001 1e-05 3.0)j"},
    {false, R"j({{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 10 }})j", R"j(3 -4 2 3.5 1024)j"},
    {false, R"j({{ -7.5 % 2 }} {{ 7.5 // 2 }})j", R"j(0.5 3.0)j"},
    {false, R"j({{ 1 < 2 < 3 }} {{ 1 < 2 > 3 }})j", R"j(True False)j"},
    {false, R"j({{ 'a' in name }} {{ 'd' in name }} {{ 3 in nums }} {{ 'k' in d }} {{ 9 not in nums }})j", R"j(True True True True True)j"},
    {false, R"j({{ name ~ n ~ yes }})j", R"j(Ada7True)j"},
    {false, R"j({{ 'ab' * 3 }} {{ [1] * 2 + [n] }})j", R"j(ababab [1, 1, 7])j"},
    {false, R"j({{ 'x' if yes else 'y' }} {{ 'x' if empty }}|)j", R"j(x |)j"},
    {false, R"j({{ nums[0] }} {{ nums[-1] }} {{ nums[1:] }} {{ nums[::-1] }} {{ name[1:] }} {{ u[-2:] }})j", R"j(3 2 [1, 2] [2, 1, 3] da 日本)j"},
    {false, R"j({{ d.k }} {{ d['q'] }} {{ rows[1].tag }} {{ rows.0.id }})j", R"j(1 it's y 1)j"},
    {false, R"j({{ text.strip() }}|{{ text.lstrip() }}|{{ text.rstrip() }}|{{ '--a-'.strip('-') }})j", R"j(padded text|padded text |  padded text|a)j"},
    {false, R"j({{ 'a,b,,c'.split(',') }} {{ ' a  b '.split() }} {{ 'a b c'.split(' ', 1) }})j", R"j(['a', 'b', '', 'c'] ['a', 'b'] ['a', 'b c'])j"},
    {false, R"j({{ ', '.join(words) }} {{ words|join('; ') }} {{ nums|join }})j", R"j(pear, Fig, apple pear; Fig; apple 312)j"},
    {false, R"j({{ name.upper() }} {{ u.title() }} {{ 'hELLO wORLD'.capitalize() }} {{ "they're bill's".title() }} {{ "they're bill's"|title }})j", R"j(ADA Naïve 日本 Hello world They'Re Bill'S They're Bill's)j"},
    {false, R"j({{ 'banana'.replace('a', 'o') }} {{ 'banana'.replace('a', 'o', 1) }} {{ 'ab'|replace('', '-') }})j", R"j(bonono bonana -a-b-)j"},
    {false, R"j({{ name.startswith('A') }} {{ name.endswith('x') }} {{ 'banana'.find('n') }} {{ 'banana'.count('a') }} {{ words.index('Fig') }})j", R"j(True False 2 3 1)j"},
    {false, R"j({{ d.items()|list }} {{ d.keys()|list }} {{ d.values()|list }} {{ d.get('zz', 5) }} {{ d.get('zz') }})j", R"j([('k', 1), ('q', "it's")] ['k', 'q'] [1, "it's"] 5 None)j"},
    {false, R"j({{ missing is defined }} {{ name is defined }} {{ missing|default('none') }} {{ empty|default('e', true) }} {{ d.zz|d('q') }})j", R"j(False True none e q)j"},
    {false, R"j({{ nothing is none }} {{ n is number }} {{ n is odd }} {{ n is divisibleby 7 }} {{ name is string }} {{ d is mapping }} {{ nums is iterable }} {{ n is not even }})j", R"j(True True True True True True True True)j"},
    {false, R"j({{ words|sort }} {{ words|sort(case_sensitive=true) }} {{ nums|sort(reverse=true) }} {{ rows|sort(attribute='tag')|map(attribute='id')|list }})j", R"j(['apple', 'Fig', 'pear'] ['Fig', 'apple', 'pear'] [3, 2, 1] [1, 3, 2])j"},
    {false, R"j({{ nums|sum }} {{ nums|min }} {{ nums|max }} {{ rows|sum(attribute='id') }} {{ nums|first }} {{ nums|last }} {{ nums|length }})j", R"j(6 1 3 6 3 2 3)j"},
    {false, R"j({{ '42'|int + 1 }} {{ 'x'|int }} {{ '3.9'|int }} {{ '2.5'|float }} {{ 2.675|round(2) }} {{ 2.5|round }} {{ 3.5|round }} {{ 2.1|round(0,'ceil') }} {{ -3|abs }})j", R"j(43 0 3 2.5 2.67 2.0 4.0 3.0 3)j"},
    {false, R"j({{ rows|selectattr('tag', 'equalto', 'x')|map(attribute='id')|join(',') }} {{ rows|rejectattr('id', 'gt', 1)|list }})j", R"j(1,3 [{'id': 1, 'tag': 'x'}])j"},
    {false, R"j({{ nums|select('odd')|list }} {{ nums|reject('odd')|list }} {{ words|map('upper')|list }} {{ ['a','A','b']|unique|list }})j", R"j([3, 1] [2] ['PEAR', 'FIG', 'APPLE'] ['a', 'b'])j"},
    {false, R"j({{ [1,2,3,4,5]|batch(2)|list }} {{ 'abc'|reverse }} {{ nums|reverse|list }})j", R"j([[1, 2], [3, 4], [5]] cba [2, 1, 3])j"},
    {false, R"j({{ 'a
b

c'|indent(2) }}|{{ 'a
b'|indent(2, true) }})j", R"j(a
  b

  c|  a
  b)j"},
    {false, R"j({{ '<a href="x">&'|escape }} {{ 'one two, three'|wordcount }})j", R"j(&lt;a href=&#34;x&#34;&gt;&amp; 3)j"},
    {false, R"j({% for x in nums %}{{ loop.index }}/{{ loop.length }}:{{ x }}{{ ',' if not loop.last }}{% endfor %})j", R"j(1/3:3,2/3:1,3/3:2)j"},
    {false, R"j({% for x in nums if x > 1 %}{{ loop.index0 }}{{ x }}{{ loop.revindex }}{{ loop.first }};{% else %}no{% endfor %})j", R"j(032True;121False;)j"},
    {false, R"j({% for x in empty %}x{% else %}no items{% endfor %})j", R"j(no items)j"},
    {false, R"j({% for k, v in d.items() %}{{ k }}={{ v }} {% endfor %})j", R"j(k=1 q=it's )j"},
    {false, R"j({% for x in nums %}{{ loop.previtem|default('-') }}<{{ x }}>{{ loop.nextitem|default('-') }} {% endfor %})j", R"j(-<3>1 3<1>2 1<2>- )j"},
    {false, R"j({% for a in [1,2] %}{% for b in 'xy' %}{{ a }}{{ b }}{{ loop.depth }} {% endfor %}{% endfor %})j", R"j(1x1 1y1 2x1 2y1 )j"},
    {false, R"j({% set x = 1 %}{% for i in nums %}{% set x = i %}{{ x }}{% endfor %}{{ x }})j", R"j(3121)j"},
    {false, R"j({% set ns = namespace(total=0) %}{% for i in nums %}{% set ns.total = ns.total + i %}{% endfor %}{{ ns.total }})j", R"j(6)j"},
    {false, R"j({% if n > 10 %}big{% elif n > 5 %}middle{% else %}small{% endif %})j", R"j(middle)j"},
    {false, R"j({% if yes %}{% set y = 'in' %}{% endif %}{{ y }})j", R"j(in)j"},
    {false, R"j({% set block %}a {{ name }} b{% endset %}[{{ block }}])j", R"j([a Ada b])j"},
    {false, R"j({% set a, b = 1, 2 %}{{ a }}{{ b }})j", R"j(12)j"},
    {false, R"j({% raw %}{{ not }} {% this %}{% endraw %})j", R"j({{ not }} {% this %})j"},
    {false, R"j(a {#- gone -#} b{# c #})j", R"j(ab)j"},
    {false, R"j(  {%- if yes %}
  x
  {%- endif %}
)j", R"j(
  x
)j"},
    {false, R"j({{ 'tab\tq\x41\u00e9\'' }})j", R"j(tab	qAé')j"},
    {false, R"j({{ ['a\n', '\x00', 'é', "'\""] }})j", R"j(['a\n', '\x00', 'é', '\'"'])j"},
    {false, R"j({{ not yes }} {{ yes and n }} {{ empty or 'alt' }} {{ not empty and yes }})j", R"j(False 7 alt True)j"},
    {false, R"j({{ range(3)|list }} {{ range(5, 0, -2)|list }})j", R"j([0, 1, 2] [5, 3, 1])j"},
    {false, R"j({{ -n|abs }} {{ (-n)|abs }} {{ n|string ~ '!' }})j", R"j(7 7 7!)j"},
    {false, R"j({{ {'a': [1, {'b': none}]} }})j", R"j({'a': [1, {'b': None}]})j"},
    {false, R"j({{ [1, 2] == [1, 2] }} {{ 1 == 1.0 }} {{ 1 == yes }} {{ 'a' < 'b' }} {{ (1, 2) == [1, 2] }})j", R"j(True True True True False)j"},
    {false, R"j({{ nums[5] is defined }} {{ nums[1:9] }} {{ nums[-2:-1] }} {{ u[::2] }})j", R"j(False [1, 2] [1] nïe日)j"},
    {true, R"j({% if yes %}
  a
{% endif %}
b
)j", R"j(  a
b)j"},
    {true, R"j(x
  {% for i in nums %}
  {{ i }}
  {% endfor %}
end)j", R"j(x
  3
  1
  2
end)j"},
    {true, R"j(  {%+ if yes %}kept{% endif %}
)j", R"j(  kept)j"},
    {true, R"j(a {% if yes %}b{% endif %} c
)j", R"j(a b c)j"},
    {true, R"j({# c #}
  {# d #}
x)j", R"j(x)j"},
};
// clang-format on

TEST(JinjaTable, renders_what_jinja2_renders) {
    const Json fields = parse_json(variables).value();
    for (const Row& row : rows) {
        TemplateOptions options;
        options.trim_blocks = options.lstrip_blocks = row.trims_blocks;
        options.keep_trailing_newline = !row.trims_blocks;
        const auto compiled = Template::compile(std::string(row.source), "row", options);
        ASSERT_TRUE(compiled.has_value()) << compiled.error().message;
        const auto text = compiled->render(fields.as_object());
        ASSERT_TRUE(text.has_value()) << row.source << "\n" << text.error().message;
        EXPECT_EQ(*text, row.rendered) << row.source;
    }
}

}  // namespace
}  // namespace assay::prompts

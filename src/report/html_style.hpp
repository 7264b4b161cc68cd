#pragma once
// The style sheet of the web page: light and dark, one column on a phone, tables that scroll
// inside.

#include <string_view>

namespace assay::report {

inline constexpr std::string_view page_style = R"css(
:root{color-scheme:light dark;--ground:#f6f6f3;--card:#fff;--ink:#1c2025;--quiet:#59616b;--line:#dcdfe3;
--accent:#2456a6;--soft:#dce6f5;--good:#17663a;--good-soft:#dff1e6;--bad:#a3261d;--bad-soft:#fae3e0;
--care:#7a4d00;--care-soft:#faecd2}
@media(prefers-color-scheme:dark){:root{--ground:#13161a;--card:#1b1f24;--ink:#e8eaed;--quiet:#a6aeb8;
--line:#353b43;--accent:#8ab4f8;--soft:#24344f;--good:#82d6a0;--good-soft:#1a3325;--bad:#ff9f94;
--bad-soft:#421f1c;--care:#f0c674;--care-soft:#3a2d12}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:1080px;margin:auto;padding:40px 20px 64px;font-variant-numeric:tabular-nums}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 6px}h2{font-size:1.2rem;margin:40px 0 4px}
h3{font-size:1rem;margin:0}h1,h3,p,td,li,summary,.label{overflow-wrap:anywhere}
p{margin:4px 0}h2+p{margin-bottom:12px}.quiet{color:var(--quiet)}.small{font-size:.875rem}
.badge{display:inline-block;padding:1px 10px;border-radius:99px;font-size:.875rem;font-weight:600;
background:var(--soft);color:var(--accent)}
.badge.good{background:var(--good-soft);color:var(--good)}.badge.bad{background:var(--bad-soft);color:var(--bad)}
.badge.care{background:var(--care-soft);color:var(--care)}
.box,.scroll,.tile,.card{background:var(--card);border:1px solid var(--line);border-radius:10px}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,150px),1fr));gap:12px;margin:20px 0 0}
.tile{padding:12px 16px;min-width:0}.tile dt{font-size:.875rem;color:var(--quiet)}
.tile dd{margin:0;overflow-wrap:anywhere}.tile .big{font-size:1.35rem;font-weight:600;line-height:1.3}
.box{padding:16px 20px}.box+.box{margin-top:12px}
.row,.axis{display:grid;grid-template-columns:minmax(110px,210px) 1fr 225px;gap:4px 20px;align-items:center}
.row{padding:7px 0}.row .value strong{display:inline-block;min-width:4.2em}
.track{position:relative;height:26px;border-right:1px solid var(--line);background-size:25% 100%;
background-image:linear-gradient(90deg,var(--line) 1px,transparent 1px)}
.whisker{position:absolute;top:6px;height:14px;min-width:2px;border:solid var(--accent);border-width:0 2px;
background:linear-gradient(var(--accent),var(--accent)) center/100% 3px no-repeat}
.dot{position:absolute;top:7px;width:12px;height:12px;margin-left:-6px;border-radius:50%;background:var(--accent);
outline:2px solid var(--card)}
.ticks{grid-column:2;display:flex;justify-content:space-between;font-size:.8rem;color:var(--quiet)}
.ticks span{width:0;display:flex;justify-content:center;white-space:nowrap}
.ticks span:first-child{justify-content:start}.ticks span:last-child{justify-content:end}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:12px}
.card{padding:16px 20px;min-width:0}
.judge h3{margin:18px 0 8px}.judge p{margin:8px 0}.judge td p{margin:0}.model{min-width:120px}td.model{overflow-wrap:normal}
.funnel{height:12px;min-width:120px;background:var(--soft);border-radius:3px}
.funnel i{display:block;height:100%;background:var(--accent);border-radius:3px}td.wide{min-width:180px}
.bars{display:flex;align-items:flex-end;gap:2px;height:104px;margin-top:8px;border-bottom:1px solid var(--quiet)}
.bars>div{flex:1;min-width:0;display:flex;flex-direction:column;justify-content:flex-end;height:100%}
.bars b{font-size:.8rem;font-weight:400;align-self:center;white-space:nowrap}
.bars i{display:block;background:var(--accent);border-radius:2px 2px 0 0}
.ends{display:flex;justify-content:space-between;font-size:.8rem;color:var(--quiet)}
.scroll{overflow-x:auto}.scroll:focus-visible,summary:focus-visible{outline:2px solid var(--accent)}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:8px 14px;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child>*{border-bottom:0}th{font-weight:600;font-size:.875rem}td p{margin:0}
.number{text-align:right;white-space:nowrap}.narrow{white-space:nowrap;width:1%}.text{min-width:240px}
.wide{width:60%;min-width:120px;vertical-align:middle}
.meter{display:block;height:8px;min-width:2px;border-radius:4px;background:var(--accent)}.fault{background:var(--bad)}
ul.notes{list-style:none;padding:0;margin:8px 0}
.notes li{padding:8px 14px;margin-bottom:6px;border-radius:8px;background:var(--care-soft);color:var(--care)}
summary{cursor:pointer}
.group{margin-top:12px}.group>summary{font-weight:600;padding:4px 0}
.sample{border-bottom:1px solid var(--line)}.sample:last-child{border-bottom:0}
.list{padding:0 16px}.sample>summary{display:grid;padding:10px 0;gap:0 16px;
grid-template-columns:minmax(70px,130px) minmax(0,1fr) minmax(0,auto)}
.sample>summary>*{min-width:0}.sample[open]>summary{font-weight:600}
.chips{display:flex;flex-wrap:wrap;gap:4px;align-content:start;justify-content:end;max-width:340px}
.chip{padding:0 8px;border-radius:6px;background:var(--soft);font-size:.8rem;font-weight:400;overflow-wrap:anywhere}
.chip.bad{background:var(--bad-soft);color:var(--bad)}.chip.care{background:var(--care-soft);color:var(--care)}
.body{padding:0 0 12px}
pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:2px 0 10px;padding:8px 12px;border-radius:6px;max-height:26em;
overflow-y:auto;background:var(--ground);font:.85rem/1.5 ui-monospace,monospace}
footer{margin-top:40px}
@media(max-width:640px){main{padding:24px 14px 48px}.box{padding:12px 14px}
.row,.axis{grid-template-columns:1fr}.ticks{grid-column:1}.sample>summary{grid-template-columns:1fr}
.chips{justify-content:start;max-width:none;margin-top:4px}
.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media print{body{background:none}main{max-width:none;padding:0}
*{print-color-adjust:exact}.tile,.card,.row,.sample{break-inside:avoid}}
)css";

}  // namespace assay::report

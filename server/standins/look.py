"""How the stand-ins' pages look: plain, in both themes, and marked as what they are. They share nothing with the house's own."""

STYLE = """
:root{color-scheme:light dark;
--ground:#f3f5f2;--sheet:#fff;--ink:#12201a;--on-ink:#fff;--edge:#66756c;--rule:#ccd5cf;--mark:#a33}
@media (prefers-color-scheme:dark){:root{
--ground:#111714;--sheet:#1d2421;--ink:#eef3ef;--on-ink:#12201a;--edge:#7d8b83;--rule:#35403a;--mark:#e58b8b}}
body{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:2.5rem auto;padding:0 1rem;background:var(--ground);color:var(--ink)}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.125rem}a{color:inherit}
button,input,select{font:inherit;min-height:2.75rem;width:100%;box-sizing:border-box;border-radius:.5rem;border:1px solid var(--edge);
padding:.625rem 1rem;margin:.25rem 0;background:var(--sheet);color:inherit}
button{font-weight:600;cursor:pointer;text-align:left}button.main{background:var(--ink);color:var(--on-ink);border-color:var(--ink)}
label{display:block;margin-top:1rem}:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
[role=alert]{color:var(--mark)}p.mark{border:2px dashed var(--mark);border-radius:.5rem;padding:.75rem 1rem}
p.mark a,a.back{display:inline-flex;min-height:2.75rem;align-items:center}
.sum{font-size:2rem;font-weight:700;font-variant-numeric:tabular-nums;margin:.5rem 0}
table{width:100%;border-collapse:collapse}td{padding:.5rem 0;border-bottom:1px solid var(--rule);overflow-wrap:anywhere}
"""

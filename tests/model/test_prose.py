"""AWS's HTML becomes text."""

from __future__ import annotations

import pytest

from sotalia.model.prose import plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain  text\n here", "plain text here"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<p>One.</p>", "One."),
        ("<p>One.</p> <p>Two.</p>", "One.\n\nTwo."),
        ("<p>The <code>Key</code> of it.</p>", "The ``Key`` of it."),
        ("a<code> b </code>c", "a ``b`` c"),
        ("<code></code>x", "x"),
        ("<code>open", "``open``"),
        ("<i>x</i> <b>y</b>", "x y"),
        ('See <a href="https://x.example/a?b=1&amp;c">the page</a>.', "See `the page <https://x.example/a?b=1&c>`__."),
        ('<a href="https://x.example"><code>Op</code></a>', "`Op <https://x.example>`__"),
        ("<a>no address</a>", "no address"),
        ("<ul> <li> <p>One.</p> </li> <li>Two.</li> </ul>", "* One.\n\n* Two."),
        ("<ul><li>A<ul><li>B</li></ul></li></ul>after", "* A\n\n  * B\n\nafter"),
        ("<ul><li><p>A</p><p>more</p></li></ul>", "* A\n\n  more"),
        ("<note><p>Mind.</p></note>", "Note: Mind."),
        ("<important>Mind.</important>x", "Important: Mind.\n\nx"),
        ("put <bucket-name> there", "put <bucket-name> there"),
        ("1 < 2", "1 < 2"),
        ("<dl><dt>T</dt><dd>D</dd></dl>", "T\n\nD"),
        ("</ul></li></p>x", "x"),
    ],
)
def test_markup_becomes_text(html: str, text: str) -> None:
    assert plain(html) == text

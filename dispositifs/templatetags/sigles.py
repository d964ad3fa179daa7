"""`{% sigles %}…{% endsigles %}`: what a page says, with its acronyms opened on first use."""

from django import template
from django.db import DatabaseError
from django.template.base import NodeList, Parser, Token
from django.template.loader import get_template
from django.utils.safestring import SafeString

from dispositifs.comprendre.ouverture import PageOuverte, ouvrir_la_page

register = template.Library()


class SiglesNode(template.Node):
    """Renders what it holds, then reads it."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        html = self.nodelist.render(context)
        request = context.get("request")
        if request is not None and not hasattr(request, "user"):
            # A demand refused above sessions, before the database: its page reaches nothing.
            return SafeString(html)
        try:
            page = ouvrir_la_page(html)
        except DatabaseError:
            # The page of an error is better shown with its acronyms closed than not at all.
            page = PageOuverte(html)
        if not page.restent:
            return SafeString(page.html)
        liste = get_template("comprendre/_sigles.html").render({"termes": page.restent})
        return SafeString(page.html + liste)


@register.tag("sigles")
def sigles(parser: Parser, token: Token) -> SiglesNode:
    """Everything up to `endsigles`."""
    nodelist = parser.parse(("endsigles",))
    parser.delete_first_token()
    return SiglesNode(nodelist)

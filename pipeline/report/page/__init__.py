"""``bao-cao.html``: one page that a leader reads in ten minutes and believes; masked, and safe to pass around."""

from pipeline.report.page.content import PageContent
from pipeline.report.page.render import write_page
from pipeline.report.page.whereabouts import province_code

__all__ = ["PageContent", "province_code", "write_page"]

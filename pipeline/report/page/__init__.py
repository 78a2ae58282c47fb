"""``bao-cao.html``: one page that a leader reads in ten minutes and believes; masked, and safe to pass around."""

from pipeline.report.page.content import PageContent
from pipeline.report.page.render import begin_tally, write_page
from pipeline.report.page.tally import Tally
from pipeline.report.page.whereabouts import province_code

__all__ = ["PageContent", "Tally", "begin_tally", "province_code", "write_page"]

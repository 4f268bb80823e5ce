"""Only indentation changes, and what is right stays as it is."""

import pytest
import xml_format

WRONG = """<?xml version="1.0" encoding="utf-8" ?>
<odoo>
  <record id="a" model="b">
        <field
          name="arch"
          type="xml"
        />
      <!-- why
           so -->
    <pre>
  kept
    </pre>
  </record>
</odoo>
"""
RIGHT = """<?xml version="1.0" encoding="utf-8" ?>
<odoo>
    <record id="a" model="b">
        <field
          name="arch"
          type="xml"
        />
        <!-- why
             so -->
        <pre>
  kept
    </pre>
    </record>
</odoo>
"""


def test_tags_move_to_their_depth_with_their_attributes():
    assert xml_format.format_text(WRONG) == RIGHT
    assert xml_format.format_text(RIGHT) == RIGHT


def test_checking_changes_nothing_and_mending_is_final(tmp_path, capsys):
    path = tmp_path / "a.xml"
    path.write_text(WRONG)
    assert xml_format.main(["--check", str(tmp_path)]) == 1
    assert path.read_text() == WRONG
    assert xml_format.main([str(tmp_path)]) == 0
    assert xml_format.main(["--check", str(tmp_path)]) == 0
    assert "badly indented" in capsys.readouterr().out


def test_a_file_that_is_no_xml_is_named(tmp_path, capsys):
    (tmp_path / "a.xml").write_text("<odoo><record></odoo>")
    assert xml_format.main(["--check", str(tmp_path)]) == 1
    assert "a.xml" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["<a>\n    <b/>\n</a>\n", "<a/>\n"])
def test_short_documents(text):
    assert xml_format.format_text(text) == text

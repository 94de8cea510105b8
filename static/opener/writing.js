// Rows become CSV as campaign/lib/spreadsheets.py writes it, or XLSX as campaign/exports/spreadsheet.py
// does. Each writer: `rows` makes bytes of some rows (many workers at once), `begin`, `add` and `end`
// put them together (one worker, in order) and hand pieces of the file to `give`.

const encode = (text) => new TextEncoder().encode(text);

// --- CSV: RFC 4180, begun with the mark by which spreadsheets know UTF-8 -----------------------

const TRUE_OR_FALSE = { true: "True", false: "False" };

function csvField(value) {
  if (typeof value === "boolean") return TRUE_OR_FALSE[value];
  const words = String(value ?? ""); // of whatever it is: a list of one word is that word
  const inert = beginsAFormula(words) ? `'${words}` : words;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

function csvLine(values) {
  const line = values.map(csvField).join(",");
  return `${values.length === 1 && !line ? '""' : line}\r\n`; // an empty line would be no row
}

const CSV = {
  type: "text/csv;charset=utf-8",
  rowsAtMost: Infinity, // in one part of it
  rows: (rows) => encode(rows.map(csvLine).join("")),
  writer(headings, _title, give) {
    give(encode(`\ufeff${csvLine(headings)}`));
    return { add: give, end() {} };
  },
};

// --- XLSX --------------------------------------------------------------------------------------

const ROWS = 1_048_576; // of one sheet, its headings among them: what Excel takes
const LONGEST = 32_767; // characters of one cell, likewise
const FASTEST = 1; // a third more bytes than the best packing, in a quarter of its time

// eslint-disable-next-line no-control-regex -- those that XML has no place for
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/gu;
const LIKE_AN_ESCAPE = /_(?=x[0-9A-Fa-f]{4}_)/g; // Excel would read _x0041_ as A

const DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const KIND_OF_RELS = "application/vnd.openxmlformats-package.relationships+xml";

const [PLAIN, HEADING, QUOTED] = [0, 1, 2];
const STYLES = `<styleSheet xmlns="${MAIN}">
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>`;

const escaped = (words) =>
  words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

// Characters, not the halves of them that JavaScript counts.
const cut = (words, most) => (words.length > most ? [...words].slice(0, most).join("") : words);

function cell(value, style = PLAIN) {
  if (typeof value === "boolean") return `<c t="b"><v>${Number(value)}</v></c>`;
  if (typeof value === "number") return `<c><v>${value}</v></c>`;
  if (!value) return "<c/>";
  const words = cut(value.replace(NOT_XML, "").replace(LIKE_AN_ESCAPE, "_x005F_"), LONGEST);
  const shown = beginsAFormula(words) ? QUOTED : style;
  const marked = shown ? ` s="${shown}"` : "";
  return `<c t="inlineStr"${marked}><is><t xml:space="preserve">${escaped(words)}</t></is></c>`;
}

const sheetRow = (values, style) =>
  `<row>${values.map((value) => cell(value, style)).join("")}</row>`;

// As Excel takes it: none of its signs, and short enough for a number after it.
function sheetTitle(title) {
  const words = title.replace(NOT_XML, "").replace(/[[\]:*?/\\']/g, " ").trim();
  return escaped(cut(words, 25) || "Sheet").replaceAll('"', "&quot;");
}

function relations(to) {
  const each = to.map(
    ([id, kind, target]) =>
      `<Relationship Id="${id}" Type="${DOCUMENT}/${kind}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${each.join("")}</Relationships>`;
}

// What says that these sheets are one workbook.
function frame(sheets, title) {
  const numbers = Array.from({ length: sheets }, (_, index) => index + 1);
  const named = (n) => (sheets === 1 ? title : `${title} ${n}`);
  const overrides = numbers.map(
    (n) =>
      `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${KIND}.worksheet+xml"/>`,
  );
  const entries = numbers.map((n) => `<sheet name="${named(n)}" sheetId="${n}" r:id="rId${n}"/>`);
  return {
    "[Content_Types].xml":
      `<Types xmlns="${PACKAGE}/content-types">` +
      `<Default Extension="rels" ContentType="${KIND_OF_RELS}"/>` +
      `<Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/>` +
      `<Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/>` +
      `${overrides.join("")}</Types>`,
    "_rels/.rels": relations([["rId1", "officeDocument", "xl/workbook.xml"]]),
    "xl/workbook.xml":
      `<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}">` +
      `<sheets>${entries.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations([
      ...numbers.map((n) => [`rId${n}`, "worksheet", `worksheets/sheet${n}.xml`]),
      [`rId${sheets + 1}`, "styles", "styles.xml"],
    ]),
    "xl/styles.xml": STYLES,
  };
}

const XLSX = {
  type: `${KIND}.sheet`,
  rowsAtMost: ROWS - 1,
  rows: (rows) => encode(rows.map((row) => sheetRow(row)).join("")),
  writer(headings, title, give) {
    const zip = new fflate.Zip((error, piece) => {
      if (error) throw error;
      give(piece);
    });
    const part = (name) => {
      const entry = new fflate.ZipDeflate(name, { level: FASTEST });
      zip.add(entry);
      return entry;
    };
    const beginning =
      `${DECLARED}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
      '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' +
      `</sheetView></sheetViews><cols><col min="1" max="${headings.length}" width="26" ` +
      `customWidth="1"/></cols><sheetData>${sheetRow(headings, HEADING)}`;
    let sheets = 0;
    let left = 0; // rows that the sheet still has room for
    let sheet;
    const close = () => sheet?.push(encode("</sheetData></worksheet>"), true);
    const open = () => {
      close();
      sheets += 1;
      left = ROWS - 1;
      sheet = part(`xl/worksheets/sheet${sheets}.xml`);
      sheet.push(encode(beginning));
    };
    open();
    return {
      add(bytes, rows) {
        if (!left) open();
        sheet.push(bytes);
        left -= rows;
      },
      end() {
        close();
        for (const [name, content] of Object.entries(frame(sheets, sheetTitle(title)))) {
          part(name).push(encode(DECLARED + content), true);
        }
        zip.end();
      },
    };
  },
};

const WRITERS = { csv: CSV, xlsx: XLSX };

// Texts of the script in the page's language. The server sends the translations with the page (web/i18n).

/** English text -> translation, or its singular and plural. */
type Texts = Record<string, string | string[]>;
type Values = Record<string, string | number>;

let texts: Texts | null = null;

function known(): Texts {
  texts ??= JSON.parse(document.getElementById("texts")?.textContent ?? "{}") as Texts;
  return texts;
}

/** `text` in the page's language, with `%(name)s` replaced by `values`. */
export function t(text: string, values: Values = {}): string {
  const found = known()[text];
  return fill(typeof found === "string" ? found : text, values);
}

/** The form of the text for `number`, which replaces `%(num)s`. English and German have the same two forms. */
export function tn(singular: string, plural: string, number: number, values: Values = {}): string {
  const found = known()[singular];
  const forms = Array.isArray(found) && found.length === 2 ? found : [singular, plural];
  return fill(forms[number === 1 ? 0 : 1] ?? plural, { num: number, ...values });
}

function fill(text: string, values: Values): string {
  return text.replace(/%\((\w+)\)[sd]/g, (whole, name: string) => String(values[name] ?? whole));
}

/** For tests: read the page's texts again. */
export function forgetTexts(): void {
  texts = null;
}

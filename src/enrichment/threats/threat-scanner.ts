import * as chars from './characters';
import { RecentAnswers } from '../recent-answers';
import { base64Decoded, decodedViews, percentDecode } from './decode';
import { DETECTORS, type Place, type View } from './detectors';
import { isDeserialization } from './deserialization';
import type { HttpRequest } from './http-request';
import { isLog4Shell } from './log4shell';
import { isAttackTool, isScannerProbe } from './scanner-probe';
import type { ThreatKind } from './threat-kind';
import { isPlainCommand, isShellCommand, isShellFile, takesCommand } from './webshell';

/** UTF-16 code units of one text that are looked at: its head and its tail. */
const HEAD = 2048;
const TAIL = 1024;
/** Texts of one request, and code units of all of them, that are looked at closely; this bounds the time of a line. */
const MAX_CLOSE_LOOKS = 32;
const MAX_CLOSE_LENGTH = 6144;

/** Parameters that are told apart; what follows them is read as one text. */
const MAX_PARAMETERS = 256;
/** A string of a JSON document and whether a colon makes it a name. */
const JSON_STRING = /"((?:[^"\\]|\\.){0,2048})"(\s{0,8}:)?/g;
const JSON_ESCAPE = /\\(["\\/n])/g;
/** Longer runs of one or two characters say nothing more, and are what makes patterns slow. */
const RUN = 128;
const RUNS = /([^]{1,2}?)\1{63,}/g;
/** User agents and referrers of which the answer is remembered. */
const REMEMBERED = 2048;
/** In a header such as the user agent these are ordinary; only others call for a close look. */
const PLAIN_IN_HEADER = chars.SHELL | chars.PAREN | chars.SLASH | chars.COLON | chars.SPACE | chars.BRACE | chars.DOTS;
const PLAIN_IN_PATH = chars.SLASH | chars.COLON | chars.SPACE | chars.EQUAL;
/** What base64 and its escapes are made of besides letters and digits. */
const BASE64_MARKS = chars.EQUAL | chars.SLASH | chars.SPACE | chars.ENCODED;
/** Names that hold the end of an attribute, an element or a command: the equals sign is part of the payload. */
const HOSTILE_NAME = /["'<`;(|]|%(?:25)*(?:2[278]|3[bc]|60|7c)/i;
/** A sum or concatenation whose sign was not encoded, beside a quote. */
const ADDED = /['"]\+[^'"+]|\+['"]$/;
/** The way from a bean of Spring or Struts to the runtime, which needs nothing but dots. */
const BINDER = /classLoader\b/i;
const BINDER_LENGTH = 'classLoader'.length;
/** Heads of serialized objects that need no special character. */
const OBJECT_HEAD = /^(?:rO0AB|AAEAAAD|\/wE|gAS|gA[IJMN]|BAh|aced0005)/;

/** Looks for attacks in the parts of one request. Not reentrant: make one for each thread of work. */
export class ThreatScanner {
  private readonly found = new Set<ThreatKind>();
  /** Whether a text was found free of threats when it was last looked at. */
  private readonly agents = new RecentAnswers<boolean>(REMEMBERED);
  private readonly referrers = new RecentAnswers<boolean>(REMEMBERED);
  private path = '';
  private looks = 0;
  private length = 0;

  /** Kinds of attack in no particular order; empty for nearly every request. */
  scan(request: HttpRequest): ReadonlySet<ThreatKind> {
    const { target } = request;
    const path = pathOf(target);
    this.begin(path);
    this.scanPath(path, target, request);
    if (path.length < target.length) this.scanQuery(target.slice(path.length + 1), 'value');
    if (request.referrer !== '') {
      this.scanOnce(this.referrers, request.referrer, (text) => {
        this.scanReferrer(text);
      });
    }
    if (request.userAgent !== '') {
      this.scanOnce(this.agents, request.userAgent, (text) => {
        this.scanAgent(text);
      });
    }
    for (const body of request.bodies) this.scanBody(body);
    return this.found;
  }

  /** For a text that is no request: only what is an attack wherever it is written. */
  scanText(text: string): ReadonlySet<ThreatKind> {
    this.begin('');
    if (text.includes('${') || text.includes('jndi:')) {
      for (const view of decodedViews(cut(text), false)) {
        if (isLog4Shell(view.toLowerCase())) this.found.add('log4shell');
      }
    }
    return this.found;
  }

  private begin(path: string): void {
    this.path = path;
    if (this.found.size > 0) this.found.clear();
    this.looks = 0;
    this.length = 0;
  }

  private scanPath(path: string, target: string, { method, status }: HttpRequest): void {
    const groups = chars.charactersOf(path);
    if ((groups & (~PLAIN_IN_PATH | chars.COLON)) !== 0 || path.length > 128)
      this.lookClosely(path, 'path', null, false);
    const lower =
      (groups & chars.ENCODED) === 0
        ? target.toLowerCase()
        : (decodedViews(cut(target), false).at(-1)?.toLowerCase() ?? '');
    if (isScannerProbe(cut(lower), method, status)) this.found.add('scanner-probe');
    if (lower.includes('.') && isShellFile(pathOf(lower), status)) this.found.add('webshell');
  }

  /** Parameters of a query or a form. Two ampersands in a row are logic, not a separator. */
  private scanQuery(query: string, place: Place): void {
    let start = 0;
    let parameters = 0;
    while (start <= query.length) {
      let end = query.indexOf('&', start);
      while (end >= 0 && query.charCodeAt(end + 1) === 0x26) end = query.indexOf('&', end + 2);
      if (end < 0 || this.looks >= MAX_CLOSE_LOOKS || ++parameters > MAX_PARAMETERS) end = query.length;
      this.scanParameter(query, start, end, place);
      start = end + 1;
    }
  }

  private scanParameter(query: string, start: number, end: number, place: Place): void {
    const equals = query.indexOf('=', start);
    const nameEnd = equals < 0 || equals > end ? start : equals;
    const groups = chars.charactersOf(query, nameEnd === start ? start : nameEnd + 1, end);
    const nameGroups = chars.charactersOf(query, start, nameEnd);
    if (nameGroups !== 0) {
      const hostile = HOSTILE_NAME.test(query.slice(start, nameEnd));
      this.lookClosely(query.slice(start, nameEnd), 'name', null, true);
      if (hostile) this.lookClosely(query.slice(start, end), place, null, true);
    }
    const named = nameEnd !== start || equals === start;
    // A blank that nobody encoded behind an ampersand: the shell's, not the query's.
    const logic = !named && start > 0 && query.slice(start, end).includes(' ');
    const valueStart = named ? nameEnd + 1 : start - (logic ? 1 : 0);
    if (nameEnd - start > BINDER_LENGTH && BINDER.test(query.slice(start, nameEnd)))
      this.found.add('template-injection');
    if (groups === 0 && nameEnd - start > 8 && end - valueStart < 8) return;
    const value = query.slice(valueStart, end);
    const name = nameEnd - start > 128 ? '' : query.slice(start, nameEnd).toLowerCase();
    if ((groups & ~BASE64_MARKS) === 0 && value.length >= 16) this.scanBase64(value, place, name);
    if (groups !== 0) {
      this.lookClosely(value, place, name === '' ? null : name, true);
      if (ADDED.test(value)) this.lookClosely(value, place, name === '' ? null : name, false);
    }
    if (place === 'value' && takesCommand(name)) {
      const command = readable(value);
      if (isShellCommand(this.path.toLowerCase(), name, command)) this.found.add('webshell');
      else if (isPlainCommand(name, command)) this.found.add('command-injection');
    }
  }

  private scanBase64(value: string, place: Place, parameter: string): void {
    const plain = percentDecode(value.slice(0, HEAD + TAIL));
    if (OBJECT_HEAD.test(plain) && isDeserialization(plain)) this.found.add('deserialization');
    const text = base64Decoded(plain);
    if (text !== null && chars.charactersOf(text) !== 0) this.lookClosely(text, place, parameter || null, false);
  }

  /** Scans a text that many requests share, unless it is known to be clean. */
  private scanOnce(known: RecentAnswers<boolean>, text: string, scan: (text: string) => void): void {
    // Behind other findings or many looks the scan may stop early, which says nothing about this text.
    if (this.found.size > 0 || this.looks > MAX_CLOSE_LOOKS / 4 || this.length > MAX_CLOSE_LENGTH / 4) {
      scan(text);
      return;
    }
    const isClean = known.get(text, () => {
      scan(text);
      return this.found.size === 0;
    });
    // The kinds are not remembered: an attack is looked at again.
    if (!isClean && this.found.size === 0) scan(text);
  }

  /** Search engines hand their visitors on with the search in the referrer. */
  private scanReferrer(referrer: string): void {
    const groups = chars.charactersOf(referrer);
    if ((groups & ~(PLAIN_IN_PATH | chars.BRACE)) === 0 && !referrer.includes('${')) return;
    const query = referrer.indexOf('?');
    this.lookClosely(query < 0 ? referrer : referrer.slice(0, query), 'referrer', null, false);
    if (query >= 0) this.scanQuery(referrer.slice(query + 1), 'referrer');
  }

  private scanAgent(agent: string): void {
    if (isAttackTool(agent.slice(0, HEAD).toLowerCase())) this.found.add('scanning');
    const groups = chars.charactersOf(agent);
    if ((groups & ~PLAIN_IN_HEADER) !== 0 || agent.includes('${') || agent.includes('{')) {
      this.lookClosely(agent, 'header', null, false);
    }
  }

  private scanBody(body: string): void {
    const first = body.charCodeAt(0);
    const isDocument = first === 0x7b || first === 0x5b || first === 0x3c;
    if (!isDocument && body.includes('=')) this.scanQuery(body, 'value');
    this.lookClosely(body, isDocument ? 'header' : 'value', null, false);
    if (first === 0x7b || first === 0x5b) this.scanJson(body);
  }

  /** Names and values of a JSON document, also of one that was cut. */
  private scanJson(document: string): void {
    let name: string | null = null;
    for (const [, text = '', colon] of document.matchAll(JSON_STRING)) {
      const isName = colon !== undefined;
      if (chars.charactersOf(text) !== 0) {
        const plain = text.replace(JSON_ESCAPE, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
        this.lookClosely(plain, isName ? 'name' : 'value', isName ? null : name, false);
      }
      name = isName ? text.toLowerCase() : name;
    }
  }

  /** Decodes a text and asks every detector that it could concern. */
  private lookClosely(raw: string, place: Place, parameter: string | null, plusIsSpace: boolean): void {
    if (this.looks >= MAX_CLOSE_LOOKS || this.length >= MAX_CLOSE_LENGTH) return;
    const text = cut(raw);
    this.looks++;
    this.length += text.length;
    for (const decoded of decodedViews(text, plusIsSpace)) {
      const view = decoded.length < RUN ? decoded : decoded.replace(RUNS, shorten);
      const groups = chars.charactersOf(view);
      const seen: View = { text: view, lower: view.toLowerCase(), place, parameter, path: this.path };
      for (const { kind, needs, test } of DETECTORS) {
        if ((groups & needs) !== 0 && !this.found.has(kind) && test(seen)) this.found.add(kind);
      }
    }
  }
}

function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query < 0 ? target : target.slice(0, query);
}

function shorten(run: string): string {
  return run.slice(0, RUN);
}

function cut(text: string): string {
  return text.length <= HEAD + TAIL ? text : text.slice(0, HEAD) + text.slice(-TAIL);
}

function readable(value: string): string {
  return (decodedViews(cut(value), true)[0] ?? '').toLowerCase();
}

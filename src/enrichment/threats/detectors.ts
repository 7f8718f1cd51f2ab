import * as chars from './characters';
import { isCommandInjection } from './command-injection';
import { isCrossSiteScripting } from './cross-site-scripting';
import { isDeserialization } from './deserialization';
import { isDirectoryTraversal } from './directory-traversal';
import { isFileInclusion } from './file-inclusion';
import { isLog4Shell } from './log4shell';
import { isCrlfInjection, isNullByte, isXmlExternalEntity } from './protocol-tricks';
import { isServerSideRequestForgery } from './server-side-request-forgery';
import { isPlainQuery, isSqlInjection } from './sql-injection';
import { isLdapInjection, isNoSqlInjection } from './store-queries';
import { isTemplateInjection } from './template-injection';
import type { ThreatKind } from './threat-kind';

/** Where a text stood in the request. */
export type Place = 'path' | 'name' | 'value' | 'header' | 'referrer';

/** One reading of one text. */
export interface View {
  readonly text: string;
  readonly lower: string;
  readonly place: Place;
  /** Of a query or form parameter, lower case. */
  readonly parameter: string | null;
  /** Of the request, in its own case. */
  readonly path: string;
}

interface Detector {
  readonly kind: ThreatKind;
  /** Groups of characters of which one must be there. */
  readonly needs: number;
  readonly test: (view: View) => boolean;
}

/** Interfaces that take whole queries, such as those of Salesforce, InfluxDB and Superset. */
const QUERY_INTERFACE = /\/(?:query|queryall|sql|soql|jql)\/?$/i;

const QUERY_LANGUAGE = /^(?:nrql|soql|jql|cql|hql)$/;
/** Hashes that clients of BitTorrent send as bytes. */
const BINARY_PARAMETER = /^(?:info_hash|peer_id)$/;

/** One for each kind of attack that a text shows by itself. */
export const DETECTORS: readonly Detector[] = [
  { kind: 'log4shell', needs: chars.BRACE | chars.COLON, test: (view) => isLog4Shell(view.lower) },
  {
    kind: 'command-injection',
    needs: chars.SHELL | chars.BRACE | chars.PAREN | chars.SLASH | chars.SPACE | chars.ANGLE | chars.COLON,
    test: (view) => isCommandInjection(view.lower),
  },
  {
    kind: 'sql-injection',
    needs: chars.QUOTE | chars.SPACE | chars.PAREN | chars.BRACE | chars.SHELL | chars.EQUAL,
    test: (view) =>
      isSqlInjection(view.lower, view.place === 'value' ? view.parameter : null) &&
      !((QUERY_INTERFACE.test(view.path) || QUERY_LANGUAGE.test(view.parameter ?? '')) && isPlainQuery(view.lower)),
  },
  { kind: 'template-injection', needs: chars.BRACE | chars.ANGLE, test: (view) => isTemplateInjection(view.lower) },
  {
    kind: 'deserialization',
    needs: chars.QUOTE | chars.COLON | chars.ANGLE | chars.CONTROL | chars.SHELL,
    test: (view) => isDeserialization(view.text),
  },
  {
    kind: 'file-inclusion',
    needs: chars.COLON | chars.SLASH,
    test: (view) => view.place !== 'referrer' && view.place !== 'path' && isFileInclusion(view.lower, view.parameter),
  },
  {
    kind: 'ssrf',
    needs: chars.COLON | chars.SLASH,
    test: (view) => view.place === 'value' && isServerSideRequestForgery(view.lower, view.parameter),
  },
  { kind: 'xxe', needs: chars.ANGLE | chars.EQUAL, test: (view) => isXmlExternalEntity(view.lower) },
  {
    kind: 'nosql-injection',
    needs: chars.BRACE | chars.QUOTE,
    test: (view) => isNoSqlInjection(view.lower, view.place === 'name' ? view.lower : view.parameter),
  },
  {
    kind: 'ldap-injection',
    needs: chars.PAREN,
    test: (view) => view.place !== 'header' && isLdapInjection(view.lower),
  },
  {
    kind: 'directory-traversal',
    needs: chars.DOTS | chars.SLASH | chars.COLON,
    test: (view) => view.place !== 'header' && isDirectoryTraversal(view.lower, view.place === 'path'),
  },
  {
    kind: 'xss',
    needs: chars.ANGLE | chars.PAREN | chars.QUOTE | chars.EQUAL | chars.COLON,
    test: (view) => isCrossSiteScripting(view.lower),
  },
  {
    kind: 'crlf-injection',
    needs: chars.CONTROL | chars.ENCODED,
    test: (view) => isCrlfInjection(view.lower, view.place === 'path'),
  },
  {
    kind: 'null-byte',
    needs: chars.CONTROL | chars.ENCODED,
    test: (view) => !BINARY_PARAMETER.test(view.parameter ?? '') && isNullByte(view.text),
  },
];

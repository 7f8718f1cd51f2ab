import { anyOf } from './any-of';

/** Token codes of {@link sqlTokens} for the words of SQL dialects, lower case. */
export const SQL_WORDS = new Map<string, string>();

function words(code: string, list: string): void {
  for (const word of list.split(' ')) SQL_WORDS.set(word, code);
}
words('n', 'null true false current_user session_user sysdate current_timestamp');
words('&', 'and or xor');
words('~', 'like ilike rlike regexp glob similar in between is sounds match div mod');
words('!', 'not binary exists any some all distinct distinctrow');
words('U', 'union intersect except minus');
words('S', 'select');
words('M', 'from');
words('W', 'where');
words('V', 'having');
words('L', 'limit offset');
words('O', 'order group');
words('B', 'by');
words('C', 'case');
words('H', 'when then else');
words('E', 'end');
words('T', 'waitfor');
words('I', 'insert replace');
words('N', 'into');
words('K', 'values');
words('Y', 'update');
words('Z', 'delete');
words('D', 'drop truncate alter create grant revoke rename');
words('G', 'table database schema user login function procedure view index trigger role');
words('Q', 'exec execute call declare begin merge copy attach handler prepare');
words('R', 'shutdown reconfigure');
words('t', 'set');
words('A', 'as');
words('P', 'procedure analyse outfile dumpfile');

/** Functions that only an attacker calls from a parameter: delays, errors that carry data, files, the network. */
const PROBING =
  'sleep benchmark pg_sleep pg_read_file load_file load_extension extractvalue updatexml randomblob generate_series ' +
  'make_set elt xmltype sys_eval sys_exec xp_cmdshell xp_dirtree openrowset opendatasource regexp_substring name_const ' +
  'lo_import lo_export dblink gtid_subset st_latfromgeohash json_keys ' +
  'httpuritype sqlite_version fn_sqlvarbasetostr';
/** Functions common in SQL and in payloads, seldom written with parentheses in prose. */
const ORDINARY =
  'ascii ord substr substring substring_index mid left right length len char_length bit_length concat concat_ws ' +
  'group_concat string_agg count cast convert hex unhex md5 sha1 version user database schema system_user ' +
  'current_database current_schema if ifnull iif isnull coalesce nullif rand floor ceil pow abs min max sum avg ' +
  'upper lower ucase lcase trim replace reverse repeat lpad rpad instr locate position strcmp greatest least ' +
  'row_count found_rows connection_id last_insert_id host_name db_name object_id col_name typeof total_changes ' +
  'zeroblob quote printf to_char to_number decode encode bin oct conv round crypt_key row interval array_to_string ' +
  'query_to_xml table_to_xml xmlelement exists values now quote_literal exp polygon multipoint linestring geometrycollection ' +
  'json_extract json_value json_query openjson user_name suser_name suser_sname';
const CHARACTER = 'char chr nchar';

const FUNCTIONS = new Map<string, string>();
for (const name of ORDINARY.split(' ')) FUNCTIONS.set(name, 'f');
for (const name of PROBING.split(' ')) FUNCTIONS.set(name, 'F');
for (const name of CHARACTER.split(' ')) FUNCTIONS.set(name, 'h');

/** Packages of stored procedures that reach the network, wait, or leak by error. */
const PROBING_PACKAGE =
  /^(?:dbms_(?:pipe|lock|ldap|xmlgen|xmlquery|java|scheduler|utility)|utl_(?:inaddr|http|file|smtp|tcp)|ctxsys|ordsys|user_lock|pg_sleep|pg_ls)/;
/** System tables, variables and procedures, by any of which an attacker learns the schema. */
const SYSTEM_OBJECT = new RegExp(
  String.raw`^${anyOf(
    String.raw`information_schema|sys(?:objects|columns|databases|users|tables|logins)|master\.\.?\w+`,
    String.raw`mysql\.(?:user|db|proc|tables_priv|innodb)`,
    String.raw`pg_(?:catalog|user|shadow|tables|database|roles|class|authid)`,
    String.raw`sqlite_(?:master|schema|temp_master)|all_(?:tables|tab_columns|users)`,
    String.raw`user_(?:tables|tab_columns)|dba_\w+|v\$\w+|rdb\$\w+|sysibm|syscat|domain\.\w+s|msysobjects`,
    String.raw`msysaces|xp_\w+|sp_\w+|sys\.\w+|performance_schema`,
  )}`,
);

/** Code of a word that is followed by an opening parenthesis, or null when it is no known function. */
export function functionCode(word: string): string | null {
  const known = FUNCTIONS.get(word);
  if (known !== undefined) return known;
  if (PROBING_PACKAGE.test(word)) return 'F';
  return word.startsWith('xp_') ? 'F' : null;
}

/** The functions of {@link PROBING}, for a search before the text is cut into tokens. */
export const PROBING_CALL = new RegExp(String.raw`\b(?:${PROBING.replaceAll(' ', '|')})\s{0,8}\(`);

export function isSystemObject(word: string): boolean {
  return SYSTEM_OBJECT.test(word);
}

/**
 * Words by which messages say what happened. A word of this list tells two events apart (`link up`, `link down`); a
 * word outside of it may be a name that somebody gave (`root`, `webmaster`, `orders-db`).
 */

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/** Words of grammar: they never stand where a value could. */
const GRAMMAR = words(
  `a an the this that these those there it its is are was were be been being am has have had having do does did done
  not no nor none never cannot can't couldn't could can may might must shall should will would won't don't didn't
  doesn't isn't wasn't and or but if then else than when while until unless because since so as such also too very
  all any each every some both either neither other another same own only just even still already yet again once
  i we you he she they them their our your my his her who whom whose which what where why how
  into onto upon out off over under between among within without through during before after above below against
  across along about around per plus less more most least for from by via to of with up down on at in named called`,
);

/** After these words a name follows as a rule: `user alice`, `host db-a`. */
const NAMING = words('user username account login logname host hostname principal nickname class named called');

/** After these a name or value follows more often than not: `for alice`, `from db-a`. */
const POINTING = words('for from by');

/** And after these as often as not: `on orders`, `in cluster`. */
const PLACING = words(
  `on at in to with of as via into onto file service driver module database table index plugin client process component
  package bucket topic queue filter context channel node pool task job container namespace pod volume device interface
  domain group role thread worker customer tenant image repository branch`,
);

/** What amounts are given in. */
const UNITS = words(
  `b kb mb gb tb pb kib mib gib tib kbytes mbytes bytes byte bits bit ns us ms s sec secs second seconds min mins
  minute minutes h hr hrs hour hours day days hz khz mhz ghz bps kbps mbps gbps`,
);

/** Endings of words for deeds, states and qualities, which are hardly ever names. */
const PROSE_ENDING =
  /.(?:ed|ing|tions?|sion|ments?|ness|able|ible|ance|ence|ful|less|ity|ally|ously|fully|ized|ised|ive|ous|ary|ory|ically)$/;

const COMMON = words(
  `abort aborts accept accepts access account accounts ack acl action actions activate active activity actual adapter
  add address addresses adds after again agent ago ahead alarm alert alerts algorithm alias alive allow allows amount
  answer api app apply approval archive area argument arguments array ask assert assign async attach attempt attempts
  attr audit auth author auto avail average awake aware away back backend background backlog backup bad badge balance
  bandwidth bank base basic batch battery became become becomes began begin begins binary bind bit block blocks board
  body boot bootstrap bound branch break bridge broadcast broke broken broker browser buffer buffers bug build built
  bulk burst bus busy bye byte cache caches calendar call callback caller calls cancel candidate cap card carrier
  case catalog caught cause cell center certificate chain chains change changes channel char charge chassis check
  checkpoint checks checksum child children chip chose chunk cipher class clean cleanup clear client clients clock
  clone close closes cloud cluster clusters code codec collect collector collision column command commands commit
  commits common comms company compare complete component compute config configs configure conflict connect connector
  connects console consumer contact container content context control controller cookie copy core cores correct
  corrupt cost count counter country cpu crash create creates critical cron current curve custom customer cycle
  daemon damage data database dataset date days db dead deadline deadlock debug decode decrypt default defaults defer
  delay delete deletes deliver delta denial deny dependency deploy deprecated depth desc descriptor desktop destroy
  detach detail details detect device devices diag dialog diff digest dir directory disable disconnect discover disk
  disks dispatch dispatcher display dma dns document domain door double download draft drain driver drivers drop
  drops due dump duplicate duration dynamic early echo edge editor email empty enable encode encoder encrypt end
  endpoint ends engine enough enqueue enter entries entry env epoch equal error errors escape establish event events
  evict exact exceeds exception exceptions exec execute executor exist exists exit exits expect expire expires expiry
  export exports extend extent external extra fabric fail failover fails failure failures fallback false family fan
  fast fatal fault faults feature feed fell fetch fetcher few fiber field fields file files filter final find finish
  firewall firmware first fix flag flags flash flat flow flush folder follower force forget fork form format found
  frame frames free fresh front full function fuse gap gate gateway gave general generate get gets global good got
  grace grant granted graph green grew group groups guard halt handle handler handlers handshake hang hard hardware
  hash head header headers health healthy heap heartbeat heavy held hello help high history hit hits hold holds home
  hook host hosts hot http https hung id idle ids ignore ignores image images import impossible inbound inbox
  incident incomplete index info init input inputs insert inside install instance instances intent internal internet
  interrupt interval invalid inventory invoice io ip irq item items iteration job jobs join journal jump keep kept
  kernel key keys kill kind knew known label lag large last late latency launch layer lead leader leak lease leave
  leaves led left legacy length level library license life likely limit limits line lines link links list listen
  listener lists load loads local lock locks log logger login logout logs long look lookup loop loss lost low machine
  made mailbox main major make manager manual map maps mark mask master match max maximum maybe mean media member
  members memory merge message messages met metadata meter method metric metrics middle migrate min minimum minor
  mirror mismatch miss mobile mode model modify module modules monitor month mostly mount mounts move moves much
  multicast multiple mutex name names native near need needs negotiate neighbor net network networks new next nice
  node nodes normal note notice notify now null number numbers object objects obsolete odd offer offline offset ok
  old online open opens operator option options order orders origin out outage outbound output outside overflow
  overrun owner pack package packages packet packets page pages paid pair panel panic parameter parameters parent
  parity parse parser part partial partition partitions partner party pass passive password patch path pattern pause
  pay payload peak peer peers pending percent period permit person phase phone physical pid pin ping pipe pipeline
  plan plane platform play player plugin point pointer policy poll pool port portal ports position possible post
  power precise prefix prepare present previous primary print printer priority private privilege probe problem
  process processes producer product profile program progress project promote prompt proof property protect protocol
  provider proxy public publish pull purge push put queries query queue queues quick quiet quit quorum quota race
  radio raid raise ran random range rank rate rates ratio raw reach read reader readers ready real realm reason
  rebalance reboot rebuild receipt receive receiver recent record records recover recovery recycle red redirect redo
  reduce ref reference refresh refuse region register registry reject relay release reload remain remains remote
  remove removes rename renew repair repeat replace replay replica replicas reply report reports repository request
  requests requires reserve reset resize resolve resolver resource resources response responses rest restart restore
  restrict result results resume retire retries retry return returns reverse review revoke right role roles roll
  rollback rose round route router routes row rows rule rules run runner running runs runtime safe sample sat save
  saw scale scan scanner schedule scheduler schema scope score screen script search secondary secret sector secure
  security see seed seek seen segment select self send sender sends sense sensor sent sequence serial serve server
  servers service services session sessions set sets settings setup severe shadow shape shard share shell shift
  shipment short shot show shut shutdown sign signal signature silent simple single site size skip slave sleep slot
  slots slow small smart snapshot socket sockets soft software sold sort source space spare special speed spent spin
  split spoke spool stable stack stage stale stall standard standby start starts startup state statement states
  static stats status stay step steps sticky stood stop stops storage store stores stream streams stress strict
  string strong stub stuck style sub subject submit subnet subscribe subscriber subsystem succeeds success successful
  successfully suite sum summary super supervisor support swap sweep swept switch symbol sync syntax system systems
  tab table tables tag tail take taken takes target task tasks telemetry temp temperature template tenant term text
  thread threads threshold threw throttle throughput throw ticket tid time timeout timeouts timer times timestamp
  title token tokens told took tool top topic topology total trace track tracker traffic transaction transfer
  transform transit transport trap tree trigger trim true truncate trust try tunnel twice type types unable
  unavailable unchanged undefined understood unexpected unhealthy unit units unknown unlock unreachable unsupported
  update updates upgrade uplink upload upper upstream usage use uses valid validate value values variable vendor
  verify version versions victim video view virtual visible visit voltage volume volumes vote wait waits wake warm
  warn warning warnings watch watchdog weak web weight went whole width window windows wire wireless woke wrap write
  writer writes written wrong year yellow yes yielded zero zone`,
);

/** What kind of word this is; `word` in lower case. */
export type WordKind = 'grammar' | 'prose' | 'common' | 'name';

export function kindOf(word: string): WordKind {
  if (GRAMMAR.has(word)) return 'grammar';
  if (COMMON.has(word) || NAMING.has(word) || PLACING.has(word)) return 'common';
  return PROSE_ENDING.test(word) ? 'prose' : 'name';
}

/** `word` in any case. */
export function isGrammar(word: string): boolean {
  return GRAMMAR.has(word.toLowerCase());
}

/** How strongly the word before a place says that a name stands there; `word` in lower case. */
export type Cue = 'naming' | 'pointing' | 'placing' | 'none';

export function cueOf(word: string): Cue {
  if (NAMING.has(word)) return 'naming';
  if (POINTING.has(word)) return 'pointing';
  return PLACING.has(word) ? 'placing' : 'none';
}

export function isUnit(word: string): boolean {
  return UNITS.has(word);
}

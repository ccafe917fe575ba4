import { domMin, LazyMotion, MotionConfig } from 'motion/react'
import { lazy, type ReactNode, Suspense, useEffect } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { knowWays, lookAround, whoAmI } from './house'
import { fetchAhead } from './screens/ahead'
import { LobbyScreen } from './screens/Lobby'
import { MatchScreen } from './screens/Match'
import { SignInScreen } from './screens/SignIn'
import { useStore } from './store'
import { Boundary } from './ui/Boundary'
import { Frame } from './ui/Frame'

// What is not needed for the first match comes when it is asked for.
const LadderScreen = lazy(() => import('./screens/Ladder').then((one) => ({ default: one.LadderScreen })))
const PlayerScreen = lazy(() => import('./screens/Player').then((one) => ({ default: one.PlayerScreen })))
const ReplayScreen = lazy(() => import('./screens/Replay').then((one) => ({ default: one.ReplayScreen })))
const InboxScreen = lazy(() => import('./screens/Inbox').then((one) => ({ default: one.InboxScreen })))
const GateScreen = lazy(() => import('./screens/Gate').then((one) => ({ default: one.GateScreen })))
const WalletScreen = lazy(() => import('./screens/Wallet').then((one) => ({ default: one.WalletScreen })))
const YouScreen = lazy(() => import('./screens/You').then((one) => ({ default: one.YouScreen })))
const LimitsScreen = lazy(() => import('./screens/Limits').then((one) => ({ default: one.LimitsScreen })))
const TermsScreen = lazy(() => import('./screens/Documents').then((one) => ({ default: one.TermsScreen })))
const PrivacyScreen = lazy(() => import('./screens/Documents').then((one) => ({ default: one.PrivacyScreen })))
const ShopScreen = lazy(() => import('./screens/Shop').then((one) => ({ default: one.ShopScreen })))
const TablesScreen = lazy(() => import('./tables/Tables').then((one) => ({ default: one.TablesScreen })))
const RoomScreen = lazy(() => import('./tables/Room').then((one) => ({ default: one.RoomScreen })))
const FairScreen = lazy(() => import('./tables/Fair').then((one) => ({ default: one.FairScreen })))
const LOADING = <div className="skeleton h-64 rounded-panel" role="status" aria-label="Loading" />

const STANDS_IN: ReadonlySet<string> = new Set(['GATE_NOT_PASSED', 'TERMS_CHANGED'])

/** The lobby; the first time, the gate before it. */
function Home() {
  const account = useStore((state) => state.account)
  const looking = useStore((state) => state.looking)
  if (account === null) return LOADING
  if (!looking && account.may_stake && STANDS_IN.has(account.may_stake)) return <GateScreen account={account} onLook={lookAround} />
  return <LobbyScreen />
}

function AtGate() {
  const account = useStore((state) => state.account)
  const [, go] = useLocation()
  const home = () => go('/')
  return account ? <GateScreen account={account} onLook={home} onDone={home} /> : LOADING
}

/** Who is not signed in may read what they would accept. */
const SignedOut = () => (
  <Suspense fallback={LOADING}>
    <Switch>
      <Route path="/terms"><Alone><TermsScreen /></Alone></Route>
      <Route path="/privacy"><Alone><PrivacyScreen /></Alone></Route>
      <Route component={SignInScreen} />
    </Switch>
  </Suspense>
)

const Alone = ({ children }: { children: ReactNode }) => <main className="px-gutter py-8 lg:px-gutter-desk">{children}</main>

/** A screen that does not come takes nothing else with it; the next one is tried anew. */
function Screens({ children }: { children: ReactNode }) {
  const [path] = useLocation()
  useEffect(fetchAhead, [])
  return <Boundary key={path}><Suspense fallback={LOADING}>{children}</Suspense></Boundary>
}

export function App() {
  const me = useStore((state) => state.me)
  const silent = useStore((state) => state.link.at === 'lost')
  useEffect(() => {
    void knowWays()
    void whoAmI()
  }, [])
  if (me === undefined) return silent ? <main className="m-8"><p role="status" className="text-ink-2">No answer from the house. Trying again; nothing of yours is touched.</p></main> : <div className="skeleton m-8 h-24 rounded-panel" role="status" aria-label="Loading" />
  if (me === null) return <SignedOut />
  return (
    <LazyMotion features={domMin} strict>
      <MotionConfig reducedMotion="user">
        <Frame>
          <Screens>
            <Switch>
              <Route path="/ladder" component={LadderScreen} />
              <Route path="/inbox" component={InboxScreen} />
              <Route path="/player/:id">{({ id }) => <PlayerScreen key={id} id={id} />}</Route>
              <Route path="/replay/:id">{({ id }) => <ReplayScreen key={id} id={id} />}</Route>
              <Route path="/gate" component={AtGate} />
              <Route path="/limits" component={LimitsScreen} />
              <Route path="/terms" component={TermsScreen} />
              <Route path="/privacy" component={PrivacyScreen} />
              <Route path="/wallet" component={WalletScreen} />
              <Route path="/you" component={YouScreen} />
              <Route path="/shop" component={ShopScreen} />
              <Route path="/tables" component={TablesScreen} />
              <Route path="/table/:id">{({ id }) => <RoomScreen key={id} id={id} />}</Route>
              <Route path="/fair/:id">{({ id }) => <FairScreen key={id} id={id} />}</Route>
              <Route path="/match/:id">{({ id }) => <MatchScreen key={id} id={id} />}</Route>
              <Route component={Home} />
            </Switch>
          </Screens>
        </Frame>
      </MotionConfig>
    </LazyMotion>
  )
}

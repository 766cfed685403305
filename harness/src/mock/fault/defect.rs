//! What a faulty server does wrong, each defect by a name of its own.

/// What a server does wrong. The table of faults says what each means; one hook acts on each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mock) enum Defect {
    // Who is let in.
    CredentialsNeverCompared,
    PasswordPrefixAccepted,
    UsernameIgnored,
    SchemeCaseMatters,
    PasswordCaseIgnored,
    EmptyPasswordAccepted,
    AuthenticationStopsLater,
    AuthMissingIs403,
    ChallengeMissing,
    ChallengeWithoutRealm,
    RefusedDeleteDeletesAnyway,
    // What is found.
    UnknownParticipantIs200,
    UnknownParticipantIs500,
    MalformedIdIs403,
    MalformedIdIs500,
    LongValueIs500,
    LongUrlIs500,
    MethodNotAllowedWithoutAllow,
    MethodNotAllowedNeverAnswered,
    PutIsAccepted,
    OtherAccountVisible,
    WrongConferenceAccepted,
    // What is read.
    PageSizeUnbounded,
    PageSizeIgnored,
    BadBooleanAccepted,
    BadMethodEnumAccepted,
    CoachingWithoutTargetAccepted,
    RelativeUrlAccepted,
    UnknownFieldAccepted,
    PageTokenNeverChecked,
    PageSize1000IsRefused,
    // What is done.
    DeleteRemovesNothing,
    DeleteRemovesEverybody,
    DeleteRemovesNeighbourToo,
    DeleteAgainSucceeds,
    UpdateNotStored,
    UpdateTouchesSibling,
    UpdateFalseIgnored,
    RefusedUpdateUpdatesAnyway,
    OneInFiveDeletesDoesNothing,
    DeleteCrossesConferences,
    UpdateCrossesConferences,
    UpdateResetsOtherFlags,
    HoldWithMutedLost,
    CoachingNeverEnds,
    DateUpdatedGoesBack,
    UpdateChangesDateCreated,
    // What is done at the same moment.
    TwoDeletesBothSucceed,
    TwoDeletesBothSucceedRarely,
    UpdateLostInRace,
    UpdateLostInRaceRarely,
    RemovalLostInRace,
    UpdateRevivesRemoved,
    // What comes with age.
    FailsAfterMany,
    SlowsDown,
    ForgetsRemovalsLater,
    ForgetsUpdatesLater,
    // What is shown.
    ListFilterIgnored,
    ListOmitsOne,
    PageRepeatsLast,
    PageSkipsOne,
    PagesOutOfOrder,
    PagesNeverEnd,
    PagesCountedFromOne,
    PageDropsFilter,
    PageDropsSize,
    PageLinksElsewhere,
    PageLinksBroken,
    NextPageNullText,
    ReadFromStaleCopy,
    ListFromStaleCopy,
    RetrieveAfterUpdateIs500,
    MemberMissing,
    MemberExtra,
    IntegerWithFraction,
    MemberWrongType,
    StatusOutsideEnum,
    WrongCallSidInAnswer,
    WrongAccountInUri,
    DuplicateJsonKey,
    TrailingBytesAfterJson,
    MediaTypeText,
    CreatedInsteadOfOk,
    // How it is refused.
    BadInputIs409,
    ErrorStatusLies,
    ErrorWithoutMoreInfo,
    ErrorMessageEmpty,
    ErrorCodeIsString,
    ErrorIsHtml,
    ErrorOn404IsText,
    ErrorOn401IsEmpty,
    ErrorWithStackTrace,
    ErrorEchoesCredentials,
    // How it travels.
    NoContentWithBody,
    NoContentWithContentLength,
    NoContentWithChunked,
    ContentLengthShort,
    ContentLengthLong,
    ContentLengthShortPadded,
    LengthAndChunked,
    HeadWithContent,
    HeadLengthZero,
    HeaderLineFolded,
    HeaderSpaceBeforeColon,
    BareLineFeeds,
    ReasonSpaceMissing,
    ConnectionDropped,
    StatusLineGarbled,
    // What goes wrong with labels.
    LabelNeverFound,
    LabelCaseFolded,
    LabelDecodedTwice,
    LabelDecodedAsLatin1,
    LabelPlusIsSpace,
    LabelNamesNext,
    LabelFoundElsewhere,
    LabelEchoedAsCallSid,
    LabelIsNullText,
    LabelOnDeleteDoesNothing,
    // How conferences end, or do not.
    EndFlagIgnored,
    EndFlagEndsOnMute,
    EndFlagNeverShown,
    EndFlagNeverCleared,
    EveryRemovalEnds,
    LastLeavesConferenceOpen,
    EndedSaysInProgress,
    EndedIsForgotten,
    EndedListsEverybody,
    EndReasonWrong,
    EndReasonTooEarly,
    EndNamesNextCall,
    ParticipantsOutliveEnd,
    EndCrossesConferences,
    RefusedEndEndsAnyway,
    ConferenceStatusUnchecked,
    // What only this envelope can have.
    PageTokenIgnored,
    PageTokenTurnsBack,
    PageTokenForgetsFilter,
    PageTokenDemanded,
    EnvelopeWithExtraKey,
    EnvelopeKeyCalls,
    EnvelopeNumbersAreText,
    PlacesCountedFromOne,
    NextPageIsAbsolute,
    ListNewestFirst,
    CoachingFilterIgnored,
    // What only SIDs and suffixes can have.
    SidPrefixCaseIgnored,
    SidInUpperCase,
    SidWithoutPrefix,
    SuffixRefusedOnConference,
    XmlInsteadOfJson,
    // What only this update and this participant can have.
    CoachElsewhereAccepted,
    CoachOnHoldAccepted,
    WaitUrlEmptyRefused,
    MutedWordRefused,
    MutedWordIs500,
    MutedWordIsTrue,
    MuteInsteadOfMuted,
    UpdateWithoutMutedUnmutes,
    UpdateTakesMutedAndHoldOnly,
    UpdateNeedsMutedOrHold,
    UnknownOnUpdateIs406,
    DeleteIsNoMethod,
    WrongCredentialsAre403,
    DatesAreIso,
    DatesInOtherZone,
    StatusIsNull,
    StatusIsOnHold,
    QueueTimeIsNumber,
    SidInsteadOfCallSid,
    UriLeadsToCalls,
    StartFlagMissing,
    ErrorOn404IsEmpty,
    ErrorsInList,
}

impl Defect {
    /// Whether hyper would refuse to send this.
    pub(super) const fn reaches_the_wire(self) -> bool {
        matches!(
            self,
            Self::NoContentWithBody
                | Self::NoContentWithContentLength
                | Self::NoContentWithChunked
                | Self::ContentLengthShort
                | Self::ContentLengthLong
                | Self::ContentLengthShortPadded
                | Self::LengthAndChunked
                | Self::HeadWithContent
                | Self::HeadLengthZero
                | Self::HeaderLineFolded
                | Self::HeaderSpaceBeforeColon
                | Self::BareLineFeeds
                | Self::ReasonSpaceMissing
                | Self::ConnectionDropped
                | Self::StatusLineGarbled
        )
    }
}

"""The tables, one family a file; importing this package makes all of them known to the metadata."""

from core.store.tables.action import Action
from core.store.tables.agenda import AgendaFiche, AgendaGuest, AgendaItem, AgendaNote, AgendaQuote
from core.store.tables.agenda_invitation import AgendaInvitation
from core.store.tables.base import Base
from core.store.tables.contact import Contact, Conversation, Reporter
from core.store.tables.digest import DigestRun, DigestSchedule, DigestSent, Editorial, Improvement, LetterText, Pulse
from core.store.tables.fact import FactMonth, FactMoved
from core.store.tables.fiche import Fiche, FicheSignal
from core.store.tables.fiche_content import FicheItem, FicheReference, FicheScore, FicheShift, FicheSupport, PublicText
from core.store.tables.form import Questionnaire, TargetedCall
from core.store.tables.guest_refusal import GuestRefusal
from core.store.tables.importing import ImportPart, ImportRow, ImportRun
from core.store.tables.intake import Intake, Letter
from core.store.tables.logo import LogoFile
from core.store.tables.model import Cluster, Proposal
from core.store.tables.outside import SignInProvider, StaffIdentity
from core.store.tables.partner import Agreement, Approval, Partner, PartnerFiche
from core.store.tables.passkey import Passkey
from core.store.tables.publication import Publication, PublicationDue
from core.store.tables.release import Release
from core.store.tables.remark import Remark
from core.store.tables.signal import Journal, Signal
from core.store.tables.staff import Audit, AuditSeal, RecoveryCode, SignInAttempt, Staff, StaffInvitation, StaffSession
from core.store.tables.telling import Closing, Question, Told
from core.store.tables.tenancy import Allowed, Door, Invitation, Municipality, Organisation
from core.store.tables.trial import Trial
from core.store.tables.view import SavedView
from core.store.tables.weighing import Weighing
from core.store.tables.work import Due, Keyring, Sealed

__all__ = [
    "Action",
    "AgendaFiche",
    "AgendaGuest",
    "AgendaInvitation",
    "AgendaItem",
    "AgendaNote",
    "AgendaQuote",
    "Agreement",
    "Allowed",
    "Approval",
    "Audit",
    "AuditSeal",
    "Base",
    "Closing",
    "Cluster",
    "Contact",
    "Conversation",
    "DigestRun",
    "DigestSchedule",
    "DigestSent",
    "Door",
    "Due",
    "Editorial",
    "FactMonth",
    "FactMoved",
    "Fiche",
    "FicheItem",
    "FicheReference",
    "FicheScore",
    "FicheShift",
    "FicheSignal",
    "FicheSupport",
    "GuestRefusal",
    "ImportPart",
    "ImportRow",
    "ImportRun",
    "Improvement",
    "Intake",
    "Invitation",
    "Journal",
    "Keyring",
    "Letter",
    "LetterText",
    "LogoFile",
    "Municipality",
    "Organisation",
    "Partner",
    "PartnerFiche",
    "Passkey",
    "Proposal",
    "PublicText",
    "Publication",
    "PublicationDue",
    "Pulse",
    "Question",
    "Questionnaire",
    "RecoveryCode",
    "Release",
    "Remark",
    "Reporter",
    "SavedView",
    "Sealed",
    "SignInAttempt",
    "SignInProvider",
    "Signal",
    "Staff",
    "StaffIdentity",
    "StaffInvitation",
    "StaffSession",
    "TargetedCall",
    "Told",
    "Trial",
    "Weighing",
]

"""Sentences of the plan's pages and deeds, for the young person who asks who has looked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sosiaalikyla.people.looked import tell

YOUR_PLAN = _("Looked at your plan.")
SAVED_VERSION = _("Read your plan as it was put together.")

tell(
    pages={
        "youth_plan": YOUR_PLAN,
        "youth_plan_item": YOUR_PLAN,
        "youth_plan_promise": YOUR_PLAN,
        "youth_plan_promise_of": YOUR_PLAN,
        "youth_plan_decision": YOUR_PLAN,
        "youth_plan_told": YOUR_PLAN,
        "youth_plan_together": _("Had your plan open on a meeting's screen."),
        "youth_plan_together_item": _("Had your plan open on a meeting's screen."),
        "youth_plan_versions": SAVED_VERSION,
        "youth_plan_version": SAVED_VERSION,
        "youth_plan_print": _("Printed your plan."),
        "youth_plan_pdf": _("Took your plan out as a file."),
        "youth_plan_taken": SAVED_VERSION,
        "youth_feelings": _("Looked at what you have shown of how you are doing."),
    },
    deeds={
        "plans.begin": _("Opened your plan for the first time."),
        "plans.add_item": _("Added something to your plan."),
        "plans.say": _("Wrote down your words for you to read."),
        "plans.agree": _("Told that the words written down were read to you."),
        "plans.write_view": _("Wrote their own view in your plan."),
        "plans.end_item": _("Said how something in your plan stands."),
        "plans.promise": _("Wrote down a promise to you."),
        "plans.keep": _("Said that a promise to you is kept."),
        "plans.call_off": _("Called off a promise to you and said why."),
        "plans.hand_promise_to": _("Handed a promise to you over to somebody else."),
        "plans.note_decision": _("Noted a decision about you."),
        "plans.note_told": _("Noted when you got a decision."),
        "plans.freeze": _("Put your plan together for reading."),
        "plans.answer": _("Answered to your plan as it was put together."),
        "plans.record_paper": _("Wrote down what you said on paper about your plan."),
        "plans.take_to_record": _("Took your plan over to the official record."),
        "plans.move_stage": _("Moved your plan to another stage."),
        "plans.set_review": _("Set the day when you look at your plan again."),
        "plans.keep_note": _("Kept a note of your own."),
        "plans.drop_note": _("Took away a note of your own."),
        "plans.intend": _("Wrote down what you mean to do."),
        "plans.settle_intention": _("Said how something you mean to do stands."),
        "plans.move_intention": _("Moved something you mean to do."),
        "plans.say_feelings": _("Told how you are doing."),
        "plans.drop_feeling": _("Took away an answer on how you are doing."),
        "plans.drop_feelings": _("Took away all answers on how you are doing."),
        "plans.share_feelings": _("Showed something of how you are doing."),
        "plans.take_back_feeling": _("Stopped showing something of how you are doing."),
        "plans.keep_future": _("Wrote of a good year for yourself."),
        "plans.rate_skills": _("Told how you manage everyday skills."),
        "plans.forget_skills": _("Took away what you had told of everyday skills."),
        "plans.choose_skill": _("Chose a skill to practise."),
        "plans.end_skill": _("Ended practising a skill."),
        "plans.remind": _("Reminded you once of the plan you are thinking about."),
    },
)

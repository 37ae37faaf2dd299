from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"

    def ready(self) -> None:
        from people import belongings, outbox, tellers
        from plans import sections
        from surveys.asking import KINDS, ask, check_asking
        from surveys.sections import MEASURES
        from surveys.services import handing

        for kind in KINDS:
            outbox.register_check(kind, check_asking)
        belongings.register(handing.MEASURES)
        tellers.register(ask, *(f"{kind}:" for kind in KINDS))
        sections.register(MEASURES, after="objectives")

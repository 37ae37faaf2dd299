from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"

    def ready(self) -> None:
        from plans import sections
        from surveys.sections import MEASURES

        sections.register(MEASURES, after="objectives")
